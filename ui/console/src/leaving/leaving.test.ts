import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LeavingRow } from '../api/api'
import { go, here } from '../place'
import { closeDesk, openDesk, see, test$, until, wordsOf } from '../test/desk'
import { caseOf, fakeServer, type FakeServer } from '../test/fake-server'

function row(id: string, changes: Partial<LeavingRow> = {}): LeavingRow {
  return { case: id, number: `五星-24-A000${id}-8`, item_name: '老年人优待证', station_name: '五星村服务站', on: '2026-12-01', kept: null, unlived: false, ...changes }
}

let server: FakeServer
beforeEach(() => {
  server = fakeServer([caseOf('1', '雷美凤', { state: 'closed' })])
  server.leaving.ruled = 3
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

async function openPage(language: 'zh-CN' | 'en' = 'zh-CN') {
  const page = await openDesk(language)
  go({ room: 'leaving', queue: 'to_accept' })
  await until(() => document.querySelector(`${test$('leaving')}, ${test$('leaving-none')}, ${test$('leaving-trouble')}`))
  return page
}

test('what is erased soon stands there with its day, item and station, names nobody, and leads to the case', async () => {
  server.leaving.rows = [row('1'), row('2', { kept: 'disputed' })]
  const page = await openPage()
  expect(wordsOf('leaving')).toMatch(/12月1日.*老年人优待证 五星-24-A0001-8.*五星村服务站/)
  expect(wordsOf('leaving-page')).toContain('先不抹除 有两种说法没定下来')
  expect(document.querySelector(test$('leaving-clock'))).toBeNull()
  expect(wordsOf('leaving-page')).not.toContain('雷美凤')
  expect(await barriers(await see('leaving-page'))).toEqual([])
  document.querySelector<HTMLElement>(`${test$('leaving')} button`)!.click()
  await until(() => wordsOf('case-title').includes('雷美凤'))
  expect(here.value).toEqual({ queue: 'all', id: '1' })
  page.unmount()
})

test('nothing soon, nothing ever, and rules that do not count yet are three things', async () => {
  server.leaving.announced = { items: 2, from: '2026-12-20' }
  let page = await openPage('en')
  expect(wordsOf('leaving-none')).toContain('Nothing is past its time up to')
  expect(wordsOf('leaving-announced')).toMatch(/2 items .*20 Dec/)
  page.unmount()
  await closeDesk()
  server.stop()
  server = fakeServer()
  page = await openPage()
  expect(wordsOf('leaving-none')).toContain('目录没有写办结的件留多久')
  expect(document.querySelector(test$('leaving-announced'))).toBeNull()
  page.unmount()
})

test('a clock that ran ahead is said, and that nothing is erased on its word', async () => {
  server.leaving.rows = [row('1', { on: '2026-11-20', unlived: true })]
  const page = await openPage()
  expect(wordsOf('leaving-clock')).toContain('先不抹除')
  expect(wordsOf('leaving')).toContain('时钟走过头了')
  page.unmount()
})

test('a server that does not answer is told', async () => {
  server.refuse['GET /api/leaving'] = [{ kind: 'trouble' }]
  const page = await openPage()
  expect(wordsOf('leaving-trouble')).not.toBe('')
  page.unmount()
})
