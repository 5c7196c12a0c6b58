import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDesk, openDesk, pressOn, see, test$, type, until, wordsOf } from '../test/desk'
import { fakeServer, type FakeServer } from '../test/fake-server'

let server: FakeServer
beforeEach(() => {
  server = fakeServer()
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

const asked = () => server.asked.filter((one) => one.route === 'POST /api/session/password')

test('a password is changed with the old one and the new one twice, in the body of one request', async () => {
  const page = await openDesk()
  await pressOn('change-password')
  const dialog = await see('ask-password')
  expect(await barriers(dialog)).toEqual([])
  await pressOn('password-yes')
  await until(() => document.body.textContent?.includes('还没有写现在的密码'))
  await type('password-old', 'wrong')
  await type('password-new', '三棵老樟树在村口桥头边')
  await type('password-again', '三棵老樟树在村口')
  await pressOn('password-yes')
  await until(() => document.body.textContent?.includes('两遍不一样'))
  expect(asked()).toEqual([])
  await type('password-again', '三棵老樟树在村口桥头边')
  await pressOn('password-yes')
  await until(() => wordsOf('password-trouble').includes('不对'))
  expect((document.getElementById('password-old') as HTMLInputElement).value).toBe('')
  await type('password-old', 'cha-mei-song')
  await pressOn('password-yes')
  await see('password-done')
  expect(document.querySelector(test$('ask-password'))).toBeNull()
  expect(server.password).toBe('三棵老樟树在村口桥头边')
  expect(asked().every((one) => one.address === '/api/session/password')).toBe(true)
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('樟树')
  page.unmount()
})

test('what the server finds too easy is said with what to do', async () => {
  const page = await openDesk('en')
  server.refuse['POST /api/session/password'] = [{ kind: 'invalid', field: 'password', fault: 'guessable' }]
  await pressOn('change-password')
  await see('ask-password')
  for (const [id, text] of [['password-old', 'cha-mei-song'], ['password-new', '1234567890'], ['password-again', '1234567890']] as const) await type(id, text)
  await pressOn('password-yes')
  await until(() => wordsOf('password-trouble').includes('too easily guessed'))
  page.unmount()
})
