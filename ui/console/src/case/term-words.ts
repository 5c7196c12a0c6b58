/** The deadline of a case and everything that it rests on. */
import { dayOf, dayWords, type Language } from '@shanyi/kit'
import type { CaseView, DueView } from '../api/api'
import { limitWords } from '../desk/due-words'
import type { Say } from '../desk/say'

/** The deadline as the right column shows it. */
export interface Term {
  /** The day that counts now: of the decision, or of silence. */
  due: DueView | null
  /** Why it is that day, a sentence each. */
  reasons: string[]
  /** What the law says while the case is not accepted yet. */
  law: string | null
}

/** The deadline of a case. */
export function termOf(view: CaseView, say: Say, today: string, language: Language): Term {
  const { row, item } = view
  const due = row.due ?? row.silence
  const reasons: string[] = []
  const acceptance = view.course.findLast((step) => step.fact === 'accepted' && step.verdict === 'applied')
  const promised = acceptance?.detail.kind === 'accepted' ? acceptance.detail.limit : null
  if (row.state === 'accepted') {
    if (promised) reasons.push(say('case.term.promised', { limit: limitWords(promised, say) }))
    if (acceptance?.detail.kind === 'accepted') reasons.push(say('case.term.acceptedOn', { day: dayWords(acceptance.detail.on, language, today) }))
    if (!promised) reasons.push(say('case.term.noLimit'))
  } else if (row.state === 'submitted') {
    if (item?.limit) reasons.push(say('case.term.willPromise', { limit: limitWords(item.limit, say) }))
  }
  if (view.course.some((step) => step.fact === 'paused' && step.verdict === 'applied')) reasons.push(say(view.paused ? 'case.term.paused' : 'case.term.apart'))
  if (row.corrections > 0 && (row.state === 'submitted' || row.state === 'accepted')) reasons.push(say('case.term.restarted'))
  if (due?.provisional) reasons.push(say('case.term.provisional', { year: due.date.slice(0, 4) }))
  const law = row.state === 'submitted' && row.silence ? lawOf(view, row.silence, say, today, language) : null
  return { due, reasons, law }
}

function lawOf(view: CaseView, silence: DueView, say: Say, today: string, language: Language): string {
  const received = view.row.received_at === null ? null : dayOf(new Date(view.row.received_at * 1000))
  const facts = { day: dayWords(silence.date, language, today), received: received ? dayWords(received, language, today) : '' }
  if (silence.remaining.days < 0) return say('case.law.passed', facts)
  return say(received ? 'case.law.silence' : 'case.law.silenceUndated', facts)
}
