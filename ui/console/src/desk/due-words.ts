/** Until when, and how long, in words. */
import type { Tone } from '@shanyi/kit'
import type { DueView, Limit } from '../api/api'
import type { Say } from './say'

/** "还剩 3 个工作日", "今天到期", "超了 2 天". */
export function remainingWords({ remaining }: DueView, say: Say): string {
  const { workdays, days } = remaining
  if (days < 0) return say('terms.overdue', { count: -days })
  return workdays <= 0 ? say('terms.dueToday') : say('terms.workdaysLeft', { count: workdays })
}

/** How urgent it looks. */
export function dueTone({ remaining }: DueView): Tone {
  if (remaining.days < 0 || remaining.workdays <= 0) return 'red'
  return remaining.workdays <= 2 ? 'amber' : 'plain'
}

/** "10 个工作日", "当场办结". */
export function limitWords(limit: Limit, say: Say): string {
  return limit.value === 0 ? say('terms.atOnce') : say(`terms.limit.${limit.unit}`, { count: limit.value })
}
