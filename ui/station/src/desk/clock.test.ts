import { barriers } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import type { ClockKind } from '@shanyi/contract'
import { refuse, type FakeDesk } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

/** 2000-01-01 08:03 in Shanghai. */
const DEAD = 946_684_980

function desk(kind: ClockKind, ask: boolean, system = DEAD): FakeDesk {
  const stocked = stockedDesk()
  stocked.station.clock = { ...stocked.station.clock, kind, ask, system }
  return stocked
}

test('a clock that is behind is said on every page, with the day that counts', async () => {
  for (const address of ['#/today', '#/cases', '#/intake']) {
    const w = await open(desk('behind', false), address)
    expect(w.text('clock-behind')).toContain('2000年1月1日 星期六 08:03')
    expect(w.text('clock-behind')).toContain('今天按 11月21日 星期六 算')
    w.app.unmount()
  }
})

test('where nothing tells the day the operator says it, by keyboard, with its year', async () => {
  const it = desk('behind', true)
  const w = await open(it)
  expect(w.text('clock-behind')).toContain('一件也不会丢')
  await w.key('d', { ctrlKey: true })
  expect(w.has('day-dialog')).toBe(true)
  expect(await barriers()).toEqual([])
  // A clock of the year 2000 is no day to choose; the township's last one is.
  expect(w.text('day-dialog')).toContain('2026年11月21日 星期六（乡里最后一次的）')
  expect(w.text('day-dialog')).not.toContain('2000')
  document.querySelector<HTMLInputElement>('input[value=other]')?.click()
  await w.settle()
  await w.focus('day-typed')
  await w.type('11月25日')
  expect(w.text('day-found')).toBe('2026年11月25日 星期三')
  await w.key('Enter')
  expect(it.of('set_day')).toEqual([{ day: '2026-11-25' }])
  expect(w.has('day-dialog')).toBe(false)
})

test('a day that can not be is refused in words, and the dialog stays', async () => {
  const it = desk('ahead', true, Date.UTC(2036, 0, 5) / 1000)
  it.answers.set_day = () => refuse({ kind: 'earlier_day', than: '2026-11-21' })
  const w = await open(it)
  await w.key('d', { ctrlKey: true })
  await w.key('Enter')
  expect(document.querySelector('[role=dialog]')?.textContent).toContain('选一个')
  expect(w.text('day-dialog')).toContain('2036年1月5日 星期六（电脑上的）')
  document.querySelector<HTMLInputElement>('input[value="2036-01-05"]')?.click()
  await w.settle()
  await w.key('Enter')
  expect(w.text('day-dialog')).toContain('2026年11月21日 星期六')
})

test('a clock that jumped back is told, and one key says that it is right', async () => {
  const it = desk('jumped', false, stockedDesk().station.clock.now - 3600)
  const w = await open(it)
  expect(w.text('clock-jumped')).toContain('现在 12:38')
  await w.key('d', { ctrlKey: true })
  expect(it.of('set_day')).toEqual([{ day: '2026-11-21' }])
})

test('another zone is said quietly', async () => {
  const it = desk('zone', false, stockedDesk().station.clock.now)
  it.station.clock.zone_seconds = -18_000
  const w = await open(it)
  expect(w.has('clock-zone')).toBe(false)
  await w.key('F9')
  expect(w.text('clock-zone')).toContain('现在是 13:38')
})

test('over midnight the page counts its days anew', async () => {
  const it = stockedDesk()
  const w = await open(it, '#/today')
  const before = it.of('today').length
  it.station.today = '2026-11-22'
  it.change()
  await new Promise((later) => setTimeout(later, 120))
  await w.settle()
  expect(it.of('today').length).toBeGreaterThan(before + 1)
})
