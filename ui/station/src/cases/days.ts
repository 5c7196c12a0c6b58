/** A day as an operator types it. */

/**
 * Reads `2026-11-01`, `11-1`, `11.1`, `11月1日`, `1101`, `20261101`, `今天`, `昨天`; without a year it is the last
 * such day up to today. Nothing where it is no day.
 */
export function dayTyped(text: string, today: string): string | null {
  const words = text.trim()
  if (words === '今天') return today
  if (words === '昨天') return before(today, 1)
  const digits = words.match(/^(\d{4})?(\d{2})(\d{2})$/)
  const parts = digits ? digits.slice(1) : words.match(/^(?:(\d{4})\D+)?(\d{1,2})\D+(\d{1,2})\D*$/)?.slice(1)
  if (!parts) return null
  const [year, month = '', day = ''] = parts
  const at = (y: number) => `${y}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const thisYear = Number(today.slice(0, 4))
  const wanted = year ? at(Number(year)) : at(thisYear) > today ? at(thisYear - 1) : at(thisYear)
  return isDay(wanted) ? wanted : null
}

/** The first day of the month of a day. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`
}

/** So many days before. */
export function before(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}

function isDay(day: string): boolean {
  const moment = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(moment) && new Date(moment).toISOString().slice(0, 10) === day
}
