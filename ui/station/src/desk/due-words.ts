/** Until when, in words. */
import type { DueView } from '@shanyi/contract'
import type { Tone } from '@shanyi/kit'
import type { Say } from './sync-words'

/** "还剩 3 个工作日", "今天到期", "超了 2 天", with 暂定 where it is so. */
export function remainingWords({ remaining }: DueView, say: Say): string {
  const { workdays, days } = remaining
  const words =
    days < 0 ? say('terms.overdue', { count: -days }) : workdays <= 0 ? say('terms.dueToday') : say('terms.workdaysLeft', { count: workdays })
  return remaining.provisional ? say('terms.provisionalMark', { words }) : words
}

/** How urgent it looks. */
export function dueTone({ remaining }: DueView): Tone {
  if (remaining.days < 0 || remaining.workdays <= 0) return 'red'
  return remaining.workdays <= 3 ? 'amber' : 'plain'
}
