/** Days and moments in words. Business dates are those of Shanghai, whatever the PC's zone says. */
import type { Language } from './words'

const ZONE = 'Asia/Shanghai'

/** A business date, `2026-11-21`. */
export type Day = string

/** The business date of a moment. Engines differ on how any language writes a date, not on its parts. */
export function dayOf(moment: string | Date): Day {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(moment))
  return (['year', 'month', 'day'] as const).map((type) => parts.find((part) => part.type === type)?.value ?? '').join('-')
}

/** `11月21日 星期六`; with the year where it is not the one of `today`. */
export function dayWords(day: Day, language: Language = 'zh-CN', today?: Day): string {
  const date = noon(day)
  const otherYear = today !== undefined && day.slice(0, 4) !== today.slice(0, 4)
  if (language === 'en') {
    return new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short', day: 'numeric', month: 'short', ...(otherYear ? { year: 'numeric' } : {}) }).format(date)
  }
  const [year, month, dayOfMonth] = day.split('-').map(Number)
  return `${otherYear ? `${year}年` : ''}${month}月${dayOfMonth}日 ${weekday(day, language)}`
}

/** `星期六`, `Sat`. */
export function weekday(day: Day, language: Language = 'zh-CN'): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', { timeZone: ZONE, weekday: language === 'en' ? 'short' : 'long' }).format(noon(day))
}

/** `09:12`. */
export function clock(moment: string | Date): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(moment))
}

/** A moment as one would say it: `今天 09:12`, `昨天 18:42`, `周四 16:05` within a week, then `11月2日 16:05`. */
export function momentWords(moment: string | Date, today: Day, language: Language = 'zh-CN'): string {
  const day = dayOf(moment)
  const ago = Math.round((noon(today).getTime() - noon(day).getTime()) / 86_400_000)
  const time = clock(moment)
  if (ago === 0) return `${language === 'en' ? 'today' : '今天'} ${time}`
  if (ago === 1) return `${language === 'en' ? 'yesterday' : '昨天'} ${time}`
  if (ago > 1 && ago < 7) return `${language === 'en' ? weekday(day, 'en') : weekday(day).replace('星期', '周')} ${time}`
  if (language === 'en') {
    return `${new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'short', year: day.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric' }).format(noon(day))} ${time}`
  }
  const [year, month, dayOfMonth] = day.split('-').map(Number)
  return `${day.slice(0, 4) === today.slice(0, 4) ? '' : `${year}年`}${month}月${dayOfMonth}日 ${time}`
}

function noon(day: Day): Date {
  return new Date(`${day}T12:00:00+08:00`)
}
