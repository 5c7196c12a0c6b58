/**
 * The sync badge's sentence. It says no more than the numbers do: nothing is
 * called received before the township's signed receipt is here and nothing
 * waits any more.
 */
import type { CaseSyncView, Moment, SyncView, TryView } from '@shanyi/contract'
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

/** Everything of this PC is at the township, signed for, and nothing waits, here or on another PC. */
export function allReceived(sync: SyncView): boolean {
  return sync.last_receipt !== null && sync.cases_here > 0 && !waits(sync) && sync.cases_there >= sync.cases_here && sync.quarantined === 0
}

/** The badge of these figures. */
export function badgeOf(sync: SyncView, at: Saying): Badge {
  const { say } = at
  const count = sync.cases_waiting
  if (sync.line === 'stranger') return { state: 'hurt', sentence: two(say('sync.stranger'), here(sync, say) ?? say('sync.callTownship'), say) }
  if (sync.line === 'revoked') return { state: 'hurt', sentence: two(say('sync.revoked'), here(sync, say) ?? say('sync.callTownship'), say) }
  if (sync.line === 'unproven') return { state: 'hurt', sentence: two(say('sync.unproven'), here(sync, say) ?? say('sync.triesAgain'), say) }
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
  if (waits(sync)) return { state: 'wait', sentence: two(sync.events_held > 0 && sync.events_held === sync.events_waiting && sync.images_waiting === 0 ? say('sync.held') : say('sync.up'), count > 0 ? say('sync.casesToGo', { count }) : rest(sync, say), say) }
  if (sync.cases_elsewhere > 0) return { state: 'wait', sentence: two(say('sync.up'), say('sync.elsewhere', { count: sync.cases_elsewhere }), say) }
  if (sync.cases_here === 0) return { state: 'well', sentence: two(say('sync.up'), say('sync.noCases'), say) }
  if (allReceived(sync) && sync.last_receipt !== null) {
    return { state: 'well', sentence: two(say('sync.allReceived'), agoWords(sync.last_receipt, at), say) }
  }
  return { state: 'wait', sentence: two(say('sync.up'), say('sync.noReceipt'), say) }
}

/** How one case is on its way, in a few words, for the line of a list. */
export function caseSyncWords(sync: CaseSyncView, say: Say): string {
  const images = { count: sync.images, there: sync.images_there }
  if (sync.quarantined > 0) return say('sync.case.quarantined', { count: sync.quarantined })
  if (!sync.received || sync.events_waiting > 0) return say('sync.case.waiting')
  if (sync.images_there < sync.images) return say('sync.case.images', images)
  return sync.images > 0 ? say('sync.case.receivedImages', images) : say('sync.case.received')
}

/** One thing about a case's way: what is here, what is there, what waits and why. */
export interface WayLine {
  name: 'events' | 'images' | 'elsewhere' | 'aside' | 'line'
  state: 'well' | 'wait' | 'hurt'
  sentence: string
}

/** How one case is on its way, wholly: what the township has signed for, what waits and what it waits for. */
export function caseWay(sync: CaseSyncView, whole: SyncView, at: Saying): WayLine[] {
  const { say } = at
  const lines: WayLine[] = []
  const waitsHere = sync.events_waiting > 0 || imagesHere(sync) > 0
  if (!sync.received || sync.events_waiting > 0) lines.push({ name: 'events', state: 'wait', sentence: say('sync.way.events', { count: sync.events_waiting }) })
  else lines.push({ name: 'events', state: 'well', sentence: say('sync.way.received') })
  if (sync.images > 0) {
    const facts = { count: sync.images, there: sync.images_there, size: bytesWords(sync.bytes_to_go) }
    if (sync.images_there >= sync.images) lines.push({ name: 'images', state: 'well', sentence: say('sync.way.imagesThere', facts) })
    else lines.push({ name: 'images', state: 'wait', sentence: say('sync.way.images', facts) })
  }
  if (sync.images_elsewhere > 0) lines.push({ name: 'elsewhere', state: 'wait', sentence: say('sync.way.elsewhere', { count: sync.images_elsewhere }) })
  if (sync.quarantined > 0) lines.push({ name: 'aside', state: 'hurt', sentence: say('sync.way.aside', { count: sync.quarantined }) })
  const why = waitsHere ? whyWaits(whole, sync.held, at) : undefined
  if (why) lines.push({ name: 'line', ...why })
  return lines
}

/** Images of a case that are here and not there. */
export function imagesHere(sync: CaseSyncView): number {
  return Math.max(0, sync.images - sync.images_there - sync.images_elsewhere)
}

/** Why what waits has not gone: the line first, then the few seconds in which one may think better of it. */
export function whyWaits(sync: SyncView, held: boolean, at: Saying): { state: 'wait' | 'hurt'; sentence: string } | undefined {
  const { say } = at
  const since = sync.line_since === null ? '' : sinceWords(sync.line_since, at)
  switch (sync.line) {
    case 'down':
      return { state: 'wait', sentence: say('sync.why.down', { since }) }
    case 'stranger':
    case 'revoked':
    case 'unproven':
    case 'full':
    case 'fault':
      return { state: 'hurt', sentence: say(`sync.why.${sync.line}`, { since }) }
    case 'ailing':
      return { state: 'wait', sentence: say('sync.why.ailing', { since }) }
    case 'untried':
      return { state: 'wait', sentence: say('sync.why.untried') }
    case 'up':
      return { state: 'wait', sentence: say(held ? 'sync.why.held' : sync.sending ? 'sync.why.sending' : 'sync.why.turn') }
  }
}

/** What a run of tries came to, and what to do about it. */
export function tryWords(one: TryView, at: Saying): { state: 'well' | 'wait' | 'hurt'; sentence: string; whatToDo: string | undefined } {
  const { say } = at
  if (one.outcome === 'up') {
    const sentence = one.events > 0 ? say('sync.tried.sent', { count: one.events, when: agoWords(one.sent ?? one.last, at) }) : say('sync.tried.up', { when: agoWords(one.last, at) })
    return { state: 'well', sentence, whatToDo: undefined }
  }
  const facts = { from: agoWords(one.first, at), until: agoWords(one.last, at), times: one.times }
  const often = facts.from === facts.until ? 'oftenNow' : 'often'
  const sentence = two(say(`sync.tried.${one.times > 1 ? often : 'once'}`, facts), say(`sync.tried.${one.outcome}`), say)
  return { state: one.outcome === 'down' || one.outcome === 'ailing' ? 'wait' : 'hurt', sentence, whatToDo: say(`sync.toDo.${one.outcome}`) }
}

/** How long ago: "刚才", "1 分钟前", "昨天 18:42". A moment that lies ahead of the PC's clock is said as it stands. */
export function agoWords(moment: Moment, { say, now, today, language }: Saying): string {
  const minutes = minutesSince(moment, now)
  if (minutes >= 0 && minutes < 1) return say('sync.justNow')
  if (minutes >= 1 && minutes < 60) return say('sync.minutesAgo', { count: minutes })
  return momentWords(new Date(moment * 1000), today, language)
}

/** "（刚才起）", "（1 分钟前起）", "（昨天 18:42 起）": what ends in a clock time has a blank behind it. */
function sinceWords(moment: Moment, at: Saying): string {
  const minutes = minutesSince(moment, at.now)
  const when = agoWords(moment, at)
  return at.say(minutes >= 0 && minutes < 60 ? 'sync.since.lately' : 'sync.since.before', { when })
}

function minutesSince(moment: Moment, now: number): number {
  return Math.floor((now - moment * 1000) / 60_000)
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
