import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AsideRow, AsideView } from '../api/api'
import { closeDesk, openDesk, see, test$, until, wordsOf } from '../test/desk'
import { caseOf, fakeServer, NOW, type FakeServer } from '../test/fake-server'

const REASONS: AsideRow['reason'][] = ['malformed', 'unknown_kind', 'unknown_case', 'foreign_case', 'not_yours', 'not_now', 'unproven', 'right_withdrawn', 'revoked', 'other']

let server: FakeServer
beforeEach(() => {
  server = fakeServer([caseOf('1', '雷美凤')])
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

function something(): AsideView {
  const rows = REASONS.map((reason, i): AsideRow => ({ reason, case: i === 0 ? '1' : null, number: i === 0 ? '五星-26-A0001-8' : null, what: i === 0 ? 'commented' : null, received_at: NOW - 3600 }))
  const doubled = [{ device: 'ab'.repeat(16), block: 'A', since: NOW - 7200, last: NOW - 60, noted_by: null }]
  return { stations: [{ station: 1, name: '五星村服务站', doubled, rows, parted: [{ block: 'A', frames: 2, last: NOW - 7300 }] }], alarms: 1, more: false }
}

function enterRoom(): void {
  const room = [...document.querySelectorAll<HTMLElement>('.rooms a')].find((one) => /没收进去的|Set aside/.test(one.textContent ?? ''))
  room?.click()
}

test('what was set aside is listed by station with its reason, in both languages', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    server.aside = something()
    const page = await openDesk(language)
    await see('doubled')
    enterRoom()
    await see('aside-page')
    const rows = [...document.querySelectorAll<HTMLElement>(test$('aside-row'))]
    expect(rows.map((row) => row.dataset.reason)).toEqual(REASONS)
    for (const row of rows) expect(row.textContent).not.toMatch(/aside\.|case\.step/)
    expect(wordsOf('aside-station')).toContain('五星村服务站')
    expect(wordsOf('aside-parted')).toContain('2')
    expect(await barriers(document.body)).toEqual([])
    page.unmount()
  }
})

test('an alarm of two PCs under one name stands above every page until a clerk takes note', async () => {
  server.aside = something()
  await openDesk()
  await see('doubled')
  expect(wordsOf('doubled')).toContain('五星村服务站有两台电脑在用同一个身份写（号段 A）')
  document.querySelector<HTMLElement>(test$('doubled-noted'))?.click()
  await until(() => !document.querySelector(test$('doubled')))
  expect(server.asked.filter((one) => one.route === 'POST /api/aside/{id}/noted')).toHaveLength(1)
  enterRoom()
  await until(() => wordsOf('aside-doubled').includes('郑春燕 看过了'))
})

test('who may only look is shown the alarm and not asked to take note', async () => {
  server.aside = something()
  if (server.session) server.session.may_act = false
  await openDesk()
  await see('doubled')
  expect(document.querySelector(test$('doubled-noted'))).toBeNull()
})

test('with nothing set aside the page says so', async () => {
  await openDesk()
  enterRoom()
  await until(() => wordsOf('aside-page').includes('村站发来的都收进去了'))
})
