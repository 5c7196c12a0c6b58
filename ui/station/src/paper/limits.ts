/** Limits in words. */
import type { Limit } from '@shanyi/contract'
import type { Say } from '../desk/sync-words'

/** "20 个工作日", "当场办"; nothing where none is set. */
export function limitWords(limit: Limit | null | undefined, say: Say): string | undefined {
  if (!limit) return undefined
  return limit.value === 0 ? say('terms.atOnce') : say(`terms.${limit.unit}`, { count: limit.value })
}
