import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDesk, openDesk, pressOn, see, test$, type, until, wordsOf } from '../test/desk'
import { caseOf, fakeServer, type FakeServer } from '../test/fake-server'

let server: FakeServer
beforeEach(() => {
  server = fakeServer([caseOf('1', '雷美凤'), caseOf('2', '蓝春妹')])
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

test('the county erases a case after one question that says what goes and what stays, and not without a why', async () => {
  Object.assign(server.session!, { desk: 'county', may: { see_pcs: true, change_pcs: true, erase_case: true } })
  const page = await openDesk()
  await until(() => wordsOf('case-title').includes('雷美凤'))
  await pressOn('erase')
  const dialog = await see('ask-erase')
  expect(wordsOf('ask-erase')).toContain('会没有的')
  expect(wordsOf('ask-erase')).toContain('会留下的')
  expect(await barriers(dialog)).toEqual([])
  await pressOn('erase-yes')
  await until(() => document.body.textContent?.includes('写一句谁要求的'))
  const asked = () => server.asked.filter((one) => one.route === 'POST /api/cases/{id}/erase')
  expect(asked()).toEqual([])
  await type('erase-why', '申请人书面要求')
  await pressOn('erase-yes')
  await until(() => wordsOf('erased').includes('五星-26-A0001-8 抹除了'))
  expect(asked().map((one) => [one.address, one.body])).toEqual([['/api/cases/1/erase', { why: '申请人书面要求' }]])
  // The desk goes on to the next case, and the word about the erased one is there still.
  await until(() => wordsOf('case-title').includes('蓝春妹'))
  expect(wordsOf('erased')).toContain('五星-26-A0001-8')
  expect(document.body.textContent).not.toContain('雷美凤')
  page.unmount()
})

test('whoever may not erase has no button for it', async () => {
  const page = await openDesk()
  await until(() => wordsOf('case-title').includes('雷美凤'))
  expect(document.querySelector(test$('erase'))).toBeNull()
  page.unmount()
})
