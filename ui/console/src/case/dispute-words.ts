/** Versions that two hands wrote without knowing of each other, in words. */
import { momentWords } from '@shanyi/kit'
import type { CaseView, DisputeView, FieldView, HandView, MaterialView, StepView, VersionView } from '../api/api'
import type { CourseSaying } from './course-words'
import { hereWords } from './case-words'
import type { Say } from '../desk/say'

/** "梅建平 · 今天 09:10". Two PCs of a station may have the same operator: the moment tells them apart. */
export function handWords(hand: HandView, { say, language, today }: CourseSaying): string {
  return [hand.actor ?? say(`case.dispute.role.${hand.role}`), momentWords(new Date(hand.at * 1000), today, language)].join(' · ')
}

/** What is disputed, by its name. */
export function fieldWords(field: FieldView, say: Say): string {
  if (field.kind === 'answer') return say('case.dispute.answerOf', { name: field.name ?? '' })
  return field.kind === 'paper' ? (field.name ?? '') : say(`case.dispute.field.${field.kind}`)
}

/** What a version says. */
export function versionWords(version: VersionView, dispute: DisputeView, view: CaseView, say: Say): string {
  if (version.answer !== null) return say(version.answer ? 'case.dispute.yes' : 'case.dispute.no')
  if (version.words !== null) return version.words
  const paper = view.materials.find((m) => m.listed.code === dispute.field.code)
  if (!paper || !version.line) return '—'
  const material: MaterialView = { ...paper, ...version.line }
  return [hereWords(material, say), version.line.checked ? say('case.checkedYes') : ''].filter(Boolean).join(' · ')
}

/** What a step came together with, and what it settled. */
export function apartWords(step: StepView, saying: CourseSaying): string[] {
  const { say } = saying
  const settled = step.settled.map(({ field, hands, taken }) => {
    const facts = { name: fieldWords(field, say), count: hands.length }
    const hand = hands[taken ?? -1]
    return hand ? say('case.dispute.taken', { ...facts, whose: handWords(hand, saying) }) : say('case.dispute.anew', facts)
  })
  return step.merged ? [say('case.dispute.merged'), ...settled] : settled
}
