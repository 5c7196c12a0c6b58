import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDesk, openDesk, see, test$, until, wordsOf } from '../test/desk'
import { caseOf, fakeServer, type FakeServer } from '../test/fake-server'

let server: FakeServer
const leaving = caseOf('1', '雷美凤')
beforeEach(() => {
  server = fakeServer([leaving])
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

test('a case says when it is erased by its item’s time, and what keeps it', async () => {
  leaving.leaves = { on: '2027-01-21', months: 24, kept: 'disputed' }
  const page = await openDesk()
  const said = await see('leaves')
  expect(wordsOf('leaves')).toContain('1月21日')
  expect(wordsOf('leaves')).toContain('留 24 个月')
  expect(wordsOf('leaves-kept')).toContain('两种说法')
  expect(await barriers(said)).toEqual([])
  page.unmount()
})

test('a case that is never erased says nothing of it', async () => {
  leaving.leaves = null
  const page = await openDesk()
  await until(() => wordsOf('case-title').includes('雷美凤'))
  expect(document.querySelector(test$('leaves'))).toBeNull()
  page.unmount()
})
