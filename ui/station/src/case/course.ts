/** The course of a case in words: what happened, by whom, and what became of it. */
import type { CaseView, LegView, StepView } from '@shanyi/contract'
import type { Leg, TimelineEntry, Tone } from '@shanyi/kit'
import type { Say } from '../desk/sync-words'
import { fieldWords, handWords, type HandSaying } from './settle'

const HURTS = new Set<StepView['kind']>(['refused'])
const WAITS = new Set<StepView['kind']>(['correction_asked', 'paused'])

/** Steps whose words need a word before them: what was missing, why it went, to whom. */
const SAID_HOW = new Set<StepView['kind']>(['collected', 'submitted', 'delivered', 'originals_returned', 'right_unconfirmed'])

/** The steps as a timeline, newest first as they came. */
export function courseOf(view: CaseView, saying: HandSaying): TimelineEntry[] {
  return view.course.map((step, i) => entryOf(step, i === 0, saying))
}

function entryOf(step: StepView, newest: boolean, saying: HandSaying): TimelineEntry {
  const { say } = saying
  const said = step.words.filter(Boolean).join(say('case.between'))
  const words = said && SAID_HOW.has(step.kind) ? say(`case.detail.${step.kind}`, { words: said }) : said
  const by = step.who ?? say(`terms.role.${step.role}`)
  return {
    id: step.event,
    at: new Date(step.at * 1000).toISOString(),
    text: say(`case.step.${step.kind}`),
    note: [[words, say('case.by', { who: by })].filter(Boolean).join(' —— '), ...apartWords(step, saying), ...asideWords(step, say)].join(say('case.between')),
    tone: step.verdict !== 'applied' || HURTS.has(step.kind) ? 'hurt' : newest && WAITS.has(step.kind) ? 'wait' : 'done',
    tag: tagOfStep(step, say),
  }
}

/** Why the township did not take it in. */
function asideWords(step: StepView, say: Say): string[] {
  return step.set_aside ? [say(`sync.aside.reason.${step.set_aside}`)] : []
}

/** What it came together with, and what it settled. */
function apartWords(step: StepView, saying: HandSaying): string[] {
  const { say } = saying
  const settled = step.settled.map(({ field, hands, taken }) => {
    const facts = { name: fieldWords(field, say), count: hands.length }
    const hand = hands[taken ?? -1]
    return hand ? say('case.settle.taken', { ...facts, whose: handWords(hand, saying) }) : say('case.settle.anew', facts)
  })
  return step.merged ? [say('case.settle.merged'), ...settled] : settled
}

/** What became of it: set aside is said first; an own act that the township signed for has its receipt. */
function tagOfStep(step: StepView, say: Say): TimelineEntry['tag'] {
  if (step.verdict !== 'applied') return { text: say(`case.verdict.${step.verdict}`), tone: step.verdict === 'superseded' ? 'amber' : 'red' }
  if (step.role !== 'station') return undefined
  return step.received ? { text: say('case.received'), tone: 'pine' } : { text: say('case.notYet'), tone: 'amber' }
}

/** The relay of the case. */
export function legsOf(view: CaseView, say: Say): Leg[] {
  return view.legs.map((leg) => ({
    level: leg.leg,
    who: leg.who ?? say(`terms.office.${leg.leg}`),
    note: noteOf(leg, view, say),
    state: leg.turn ? 'turn' : leg.reached ? 'done' : 'later',
  }))
}

function noteOf(leg: LegView, view: CaseView, say: Say): string {
  const state = view.row.state
  if (leg.turn && state !== 'closed') {
    if (leg.leg === 'village') {
      if (view.correction) return say('case.leg.correct')
      if (state === 'collected') return say('case.leg.collect')
      if (state === 'granted') return say(view.issued ? 'case.leg.deliver' : 'case.leg.tell')
      return say('case.leg.return')
    }
    if (view.paused) return say('case.leg.paused')
    return say(state === 'submitted' ? 'case.leg.accept' : state === 'granted' ? 'case.leg.issue' : 'case.leg.decide')
  }
  return leg.reached ? say('case.leg.been') : say('case.leg.notYet')
}

/** The mark beside the heading: how many papers are wanted, else where it stands. */
export function tagOf(view: CaseView, say: Say): { text: string; tone?: Tone } {
  if (view.correction) {
    const open = view.correction.open.length
    return open ? { text: say('case.wants', { count: open }), tone: 'amber' } : { text: say('case.wantsDone'), tone: 'amber' }
  }
  if (view.row.state === 'granted' && view.issued) return { text: say('case.toDeliver'), tone: 'red' }
  return { text: say(`terms.state.${view.row.state}`) }
}
