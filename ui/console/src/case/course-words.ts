/** The course of a case as lines: what happened, by whom, what was said with it. */
import type { Day, Language, TimelineEntry } from '@shanyi/kit'
import { dayWords } from '@shanyi/kit'
import type { CaseView, MaterialView, StepView } from '../api/api'
import { limitWords } from '../desk/due-words'
import type { Say } from '../desk/say'
import { apartWords } from './dispute-words'

/** How it is said. */
export interface CourseSaying {
  say: Say
  language: Language
  today: Day
}

/** The course, newest first. */
export function courseOf(view: CaseView, saying: CourseSaying): TimelineEntry[] {
  return view.course.map((step) => entryOf(step, view.materials, saying)).reverse()
}

/** One step. Its moment is the one by the township's clock: a station's may be wrong. */
export function entryOf(step: StepView, materials: readonly MaterialView[], saying: CourseSaying): TimelineEntry {
  const { say } = saying
  const notes = [step.actor ?? '', ...notesOf(step, materials, saying), ...apartWords(step, saying)].filter(Boolean)
  return {
    id: step.event,
    at: new Date(step.received_at * 1000).toISOString(),
    text: stepWords(step, say),
    note: notes.join(' · ') || undefined,
    tone: step.verdict !== 'applied' ? 'hurt' : step.fact === 'correction_asked' || step.fact === 'paused' ? 'wait' : 'done',
    tag: step.verdict === 'applied' ? undefined : { text: say(`case.verdict.${step.verdict}`), tone: 'red' },
  }
}

/** What happened, in a word or two. */
export function stepWords({ detail }: StepView, say: Say): string {
  if (detail.kind === 'decided') return say(`case.step.decided_${detail.outcome}`)
  if (detail.kind === 'correction_asked') return say('case.step.correction_asked', { count: detail.wanted.length })
  return say(`case.step.${detail.kind}`)
}

function notesOf({ detail }: StepView, materials: readonly MaterialView[], { say, language, today }: CourseSaying): (string | null | undefined)[] {
  const comma = say('kit.comma')
  const nameOf = (code: string) => materials.find((m) => m.listed.code === code)?.listed.name ?? code
  switch (detail.kind) {
    case 'collected':
      return [say(`case.channel.${detail.channel}`), detail.noticed.length ? say('case.noticed', { names: detail.noticed.map(nameOf).join(comma) }) : '']
    case 'materials_amended':
      return [detail.materials.map(nameOf).join(comma)]
    case 'submitted':
      return [detail.missing_because && say('case.missingBecause', { reason: detail.missing_because })]
    case 'accepted':
      return [detail.limit && say('case.promised', { limit: limitWords(detail.limit, say) }), detail.office]
    case 'correction_asked':
      return [detail.wanted.map((w) => `${w.name}：${w.why}`).join('；'), detail.note]
    case 'refused':
      return [detail.reason, say('case.whereToGo', { where: detail.where_to_go })]
    case 'dispatched':
      return [detail.office]
    case 'paused':
      return [detail.reason, say('case.from', { day: dayWords(detail.from, language, today) })]
    case 'resumed':
      return [say('case.from', { day: dayWords(detail.from, language, today) })]
    case 'extended':
      return [limitWords(detail.by, say), detail.reason]
    case 'decided':
    case 'withdrawn':
      return [detail.reason]
    case 'result_issued':
      return [detail.name, detail.number]
    case 'delivered':
      return [say('case.deliveredTo', { to: detail.to, relation: say(`terms.relation.${detail.relation}`) })]
    case 'money_recorded':
      return [say('case.money', { yuan: (detail.fen / 100).toFixed(2) }), dayWords(detail.on, language, today)]
    case 'originals_returned':
      return [detail.to ? say('case.returnedTo', { to: detail.to }) : say('case.noneHeld')]
    case 'commented':
      return [detail.text]
    case 'handed_on':
      return [detail.to ? say('case.handedTo', { to: detail.to }) : null, detail.why]
    case 'right_unconfirmed':
      return [say('case.daysSilent', { count: detail.days_silent })]
    case 'right_confirmed':
      return [detail.note]
  }
}
