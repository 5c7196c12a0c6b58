/**
 * The sync badge's sentence. It says no more than the numbers do: nothing is
 * called received before the township's signed receipt is here and nothing
 * waits any more.
 */
import type { CaseSyncView, Moment, SyncView } from '@shanyi/contract'
import { momentWords, type Language } from '@shanyi/kit'
import { bytesWords } from './numbers'

/** Turns a key and its facts into words. */
export type Say = (key: string, facts?: Record<string, unknown>) => string

/** What the badge shows. */
export interface Badge {
  state: 'well' | 'wait' | 'hurt'
  sentence: string
}

/** When it is said, and how. */
export interface Saying {
  say: Say
  /** The PC's clock, milliseconds. */
  now: number
  /** The business date of today. */
  today: string
  language: Language
}

/** Everything of this PC is at the township, signed for, and nothing waits. */
export function allReceived(sync: SyncView): boolean {
  return sync.last_receipt !== null && sync.cases_here > 0 && !waits(sync) && sync.cases_there >= sync.cases_here && sync.quarantined === 0
}

/** The badge of these figures. */
export function badgeOf(sync: SyncView, at: Saying): Badge {
  const { say } = at
  const count = sync.cases_waiting
  if (sync.line === 'stranger') return { state: 'hurt', sentence: two(say('sync.stranger'), here(sync, say) ?? say('sync.callTownship'), say) }
  if (sync.line === 'full') return { state: 'hurt', sentence: two(say('sync.full'), here(sync, say) ?? say('sync.callTownship'), say) }
  if (sync.line === 'ailing') return { state: 'wait', sentence: two(say('sync.ailing'), here(sync, say) ?? say('sync.triesAgain'), say) }
  if (sync.line === 'fault') return { state: 'hurt', sentence: two(say('sync.fault'), here(sync, say) ?? say('sync.triesAgain'), say) }
  if (sync.line === 'down') return { state: 'wait', sentence: two(say('sync.down'), down(sync, at), say) }
  if (sync.sending) return { state: 'wait', sentence: sending(sync, say) }
  if (sync.quarantined > 0) return { state: 'hurt', sentence: say('sync.quarantined', { count: sync.quarantined }) }
  if (sync.line === 'untried') {
    const known = here(sync, say) ?? lastReceipt(sync.last_receipt, at)
    return { state: 'wait', sentence: known ? two(known, say('sync.untried'), say) : say('sync.untried') }
  }
  if (waits(sync)) return { state: 'wait', sentence: two(say('sync.up'), count > 0 ? say('sync.casesToGo', { count }) : rest(sync, say), say) }
  if (sync.cases_here === 0) return { state: 'well', sentence: two(say('sync.up'), say('sync.noCases'), say) }
  if (allReceived(sync) && sync.last_receipt !== null) {
    return { state: 'well', sentence: two(say('sync.allReceived'), agoWords(sync.last_receipt, at), say) }
  }
  return { state: 'wait', sentence: two(say('sync.up'), say('sync.noReceipt'), say) }
}

/** How one case is on its way, in a few words. */
export function caseSyncWords(sync: CaseSyncView, say: Say): string {
  const images = { count: sync.images, there: sync.images_there }
  if (sync.quarantined > 0) return say('sync.case.quarantined', { count: sync.quarantined })
  if (!sync.received || sync.events_waiting > 0) return say('sync.case.waiting')
  if (sync.images_there < sync.images) return say('sync.case.images', images)
  return sync.images > 0 ? say('sync.case.receivedImages', images) : say('sync.case.received')
}

/** How long ago: "刚才", "1 分钟前", "昨天 18:42". A moment that lies ahead of the PC's clock is said as it stands. */
export function agoWords(moment: Moment, { say, now, today, language }: Saying): string {
  const minutes = Math.floor((now - moment * 1000) / 60_000)
  if (minutes >= 0 && minutes < 1) return say('sync.justNow')
  if (minutes >= 1 && minutes < 60) return say('sync.minutesAgo', { count: minutes })
  return momentWords(new Date(moment * 1000), today, language)
}

function waits(sync: SyncView): boolean {
  return sync.cases_waiting > 0 || sync.events_waiting > 0 || sync.images_waiting > 0
}

function here(sync: SyncView, say: Say): string | undefined {
  if (sync.cases_waiting > 0) return say('sync.savedHere', { count: sync.cases_waiting })
  return waits(sync) ? rest(sync, say) : undefined
}

function down(sync: SyncView, at: Saying): string {
  const { say } = at
  if (sync.cases_waiting > 0) return say('sync.savedHereWillSend', { count: sync.cases_waiting })
  if (waits(sync)) return rest(sync, say)
  return lastReceipt(sync.last_receipt, at) ?? say('sync.nothingWaits')
}

function sending(sync: SyncView, say: Say): string {
  if (sync.images_waiting > 0) return two(say('sync.sending'), say('sync.imagesLeft', { count: sync.images_waiting, size: bytesWords(sync.bytes_waiting) }), say)
  if (sync.cases_waiting > 0) return two(say('sync.sending'), say('sync.casesLeft', { count: sync.cases_waiting }), say)
  return waits(sync) ? two(say('sync.sending'), rest(sync, say), say) : say('sync.comparing')
}

function rest(sync: SyncView, say: Say): string {
  if (sync.images_waiting > 0) return say('sync.imagesToGo', { count: sync.images_waiting, size: bytesWords(sync.bytes_waiting) })
  return say('sync.eventsToGo', { count: sync.events_waiting })
}

function lastReceipt(moment: Moment | null, at: Saying): string | undefined {
  return moment === null ? undefined : at.say('sync.lastReceipt', { when: agoWords(moment, at) })
}

function two(first: string, second: string, say: Say): string {
  return say('sync.two', { first, second })
}
