import { press } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { caseOf, fakeServer, type FakeServer } from '../test/fake-server'
import { closeDesk, openDesk, pressOn, see, test$, type, until, wordsOf } from '../test/desk'

let server: FakeServer
beforeEach(() => {
  server = fakeServer([caseOf('1', '雷美凤')])
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

async function enter(name: string, password: string): Promise<void> {
  await type('sign-in-name', name)
  await type('sign-in-password', password)
  await pressOn('sign-in-go')
  document.querySelector('form')?.requestSubmit()
}

test('a wrong password is told, the field is empty again, and nothing of it is kept', async () => {
  server.session = null
  await openDesk()
  await see('sign-in')
  await enter('zheng', 'wrong')
  await until(() => wordsOf('sign-in-trouble').includes('账号或密码不对'))
  expect((document.getElementById('sign-in-password') as HTMLInputElement).value).toBe('')
  expect(JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + location.href).not.toContain('wrong')
})

test('a lock says how long, counts down, and lets one try again by itself', async () => {
  server.session = null
  server.refuse['POST /api/session'] = [{ kind: 'locked', seconds: 2 }]
  await openDesk()
  await see('sign-in')
  await enter('zheng', 'cha-mei-song')
  await until(() => wordsOf('sign-in-trouble').includes('2 秒后才能再试'))
  expect((document.querySelector(test$('sign-in-go')) as HTMLButtonElement).disabled).toBe(true)
  await until(() => wordsOf('sign-in-go').includes('1 秒后再试'))
  await until(() => !(document.querySelector(test$('sign-in-go')) as HTMLButtonElement).disabled)
  await enter('zheng', 'cha-mei-song')
  await see('inbox')
})

test('what is left empty is asked for at its field', async () => {
  server.session = null
  await openDesk()
  await see('sign-in')
  document.querySelector('form')?.requestSubmit()
  await until(() => document.getElementById('sign-in-name')?.getAttribute('aria-invalid') === 'true')
  expect(server.asked.filter((a) => a.route === 'POST /api/session')).toEqual([])
})

test('a session that runs out keeps what was typed for the same person', async () => {
  await openDesk()
  await see('case')
  await press('c')
  await see('act-panel')
  await type('act-text', '请问户口簿')
  server.session = null
  server.change()
  await see('sign-in')
  expect(document.querySelector('.sy-dialog')?.textContent).toContain('请再登录一次')
  await enter('zheng', 'cha-mei-song')
  await until(() => !document.querySelector(test$('sign-in')))
  expect((document.getElementById('act-text') as HTMLTextAreaElement).value).toBe('请问户口簿')
})

test('who signs out leaves nothing on the screen', async () => {
  await openDesk()
  await see('case')
  await pressOn('sign-out')
  await see('sign-in')
  expect(document.body.textContent).not.toContain('雷美凤')
  expect(server.session).toBeNull()
})
