import { expect, test } from 'vitest'
import { before, dayTyped, monthOf } from './days'

const TODAY = '2026-11-21'

test.each([
  ['2026-11-01', '2026-11-01'], ['11-1', '2026-11-01'], ['11.1', '2026-11-01'], ['11/01', '2026-11-01'], ['11月1日', '2026-11-01'], ['1101', '2026-11-01'],
  ['20251231', '2025-12-31'], ['2025年12月31日', '2025-12-31'], ['今天', TODAY], ['昨天', '2026-11-20'], [' 11-21 ', TODAY],
])('%s is a day', (typed, day) => expect(dayTyped(typed, TODAY)).toBe(day))

test('a day without a year is the last one up to today', () => {
  expect(dayTyped('11-22', TODAY)).toBe('2025-11-22')
  expect(dayTyped('12-31', TODAY)).toBe('2025-12-31')
})

test.each(['', '2-30', '13-1', '1', '昨', '2026', '11-0', '2026-02-29', 'x'])('%s is no day', (typed) => expect(dayTyped(typed, TODAY)).toBeNull())

test('months begin with the first, and days go back over months', () => {
  expect(monthOf(TODAY)).toBe('2026-11-01')
  expect(before('2026-03-01', 1)).toBe('2026-02-28')
})
