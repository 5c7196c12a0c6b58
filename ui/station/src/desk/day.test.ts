import { expect, test } from 'vitest'
import { dayTyped } from './day'

test('a day is read in the ways in which people write it', () => {
  for (const text of ['2026-11-25', '2026年11月25日', '2026.11.25', '2026/11/25', '20261125', ' ２０２６－１１－２５ ', '11-25', '11月25日', '11.25']) {
    expect([text, dayTyped(text, '2026-01-01')]).toEqual([text, '2026-11-25'])
  }
})

test('what is no day of the calendar is none', () => {
  for (const text of ['', '25', '2026-02-30', '2026-13-01', 'today', '26-11-25', '2026-11-25-1', '1e9', '2026112']) {
    expect([text, dayTyped(text, '2026-01-01')]).toEqual([text, undefined])
  }
})
