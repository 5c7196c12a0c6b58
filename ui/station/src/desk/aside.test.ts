import type { AsideView } from '@shanyi/contract'
import { barriers } from '@shanyi/kit/test'
import { expect, test, vi } from 'vitest'
import { NOW } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const REASONS: AsideView['reason'][] = ['malformed', 'unknown_kind', 'unknown_case', 'foreign_case', 'not_yours', 'not_now', 'unproven', 'right_withdrawn', 'revoked', 'other']

test.each(['zh-CN', 'en'] as const)('what the township set aside is listed with reason and what to do, and goes when it is used: %s', async (language) => {
  const desk = stockedDesk()
  const of = desk.cases[0]?.row
  let left: AsideView[] = REASONS.map((reason) => ({ reason, case: of?.id ?? null, number: of?.number ?? null, applicant: of?.applicant ?? null, what: 'commented', saved_at: NOW - 7200 }))
  left.push({ reason: 'malformed', case: null, number: null, applicant: null, what: null, saved_at: null })
  desk.answers.set_aside = () => left
  desk.sync = { ...desk.sync, quarantined: left.length }
  const w = await open(desk, '#/today', language)
  await w.key('F9')
  const rows = () => [...document.querySelectorAll<HTMLElement>('[data-test="aside-row"]')]
  expect(rows().map((row) => row.dataset.reason)).toEqual([...REASONS, 'malformed'])
  for (const row of rows()) {
    expect(row.textContent).not.toMatch(/sync\.|case\.step/)
    expect(row.textContent?.length).toBeGreaterThan(25)
  }
  // Slow, and the same in every language.
  if (language === 'en') expect(await barriers(document.querySelector('[data-test="aside"]') ?? document.body)).toEqual([])
  // The township's verdict came: it is used.
  left = []
  desk.sync = { ...desk.sync, quarantined: 0 }
  desk.change()
  await vi.waitFor(() => expect(w.has('aside')).toBe(false))
  w.app.unmount()
})

test('from an entry that was set aside one goes to its case', async () => {
  const desk = stockedDesk()
  const row = desk.cases[0]?.row
  desk.answers.set_aside = () => [{ reason: 'not_now', case: row?.id ?? null, number: row?.number ?? null, applicant: row?.applicant ?? null, what: 'submitted', saved_at: NOW }]
  desk.sync = { ...desk.sync, quarantined: 1 }
  const w = await open(desk)
  await w.key('F9')
  document.querySelector<HTMLElement>('[data-test="aside-row"] button')?.click()
  await w.settle()
  expect(w.has('sync-panel')).toBe(false)
  expect(location.hash).toBe(`#/case/${row?.id}`)
  w.app.unmount()
})

test('two PCs under one name are said above every page until the operator took note', async () => {
  for (const [own, title] of [[true, '有两台电脑在用这台电脑的身份写'], [false, '站里有两台电脑在用同一个身份写']] as const) {
    const desk = stockedDesk()
    desk.sync = { ...desk.sync, doubled: { since: NOW - 90_000, own } }
    const w = await open(desk, '#/cases')
    expect(w.text('doubled')).toContain(title)
    expect(w.text('doubled')).toContain('打电话请乡里给它重新登记')
    document.querySelector<HTMLElement>('[data-test="doubled-noted"]')?.click()
    await w.settle()
    expect(desk.of('note_doubled')).toHaveLength(1)
    expect(w.has('doubled')).toBe(false)
    w.app.unmount()
  }
})
