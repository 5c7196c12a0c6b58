/** Versions of a paper that did not know each other, in words, and what settling them saves. */
import type { Amend, CaseView, DisputeView, FieldView, HandView, MaterialLine, VersionView } from '@shanyi/contract'
import { momentWords, type Language } from '@shanyi/kit'
import { shallowRef } from 'vue'
import type { Say } from '../desk/sync-words'
import { emptyLine, standing, type Lines } from '../materials/standing'
import { hereWords } from '../materials/words'

/** How it is said. */
export interface HandSaying {
  say: Say
  today: string
  language: Language
}

/** "梅建平 · 另一台电脑 · 今天 09:10". */
export function handWords(hand: HandView, { say, today, language }: HandSaying): string {
  return [whoseWords(hand, say), momentWords(new Date(hand.at * 1000), today, language)].join(' · ')
}

/** "梅建平 · 另一台电脑": two PCs may have the same operator. */
export function whoseWords(hand: HandView, say: Say): string {
  const where = hand.role === 'township' ? say('terms.role.township') : say(hand.here ? 'case.settle.here' : 'case.settle.there')
  return hand.who ? `${hand.who} · ${where}` : where
}

/** What is disputed, by its name. */
export function fieldWords(field: FieldView, say: Say): string {
  if (field.kind === 'answer') return say('case.settle.answerOf', { name: field.name ?? '' })
  return field.kind === 'paper' ? (field.name ?? '') : say(`case.settle.field.${field.kind}`)
}

/** What a version says. */
export function versionWords(version: VersionView, dispute: DisputeView, view: CaseView, say: Say): string {
  if (version.answer !== null) return say(version.answer ? 'materials.yes' : 'materials.no')
  if (version.words !== null) return version.words
  const paper = view.materials.find((m) => m.listed.code === dispute.field.code)
  if (!version.line || !paper) return say('case.settle.nothing')
  const stands = standing(paper.listed, version.line, paper.needed)
  return hereWords({ listed: paper.listed, line: version.line, needed: paper.needed, standing: stands, open: null }, say) ?? say('case.settle.nothing')
}

/** What saves that a version counts. What the screen had not shown is not settled by it. */
export function taking(view: CaseView, dispute: DisputeView, version: VersionView): Amend {
  const { code } = dispute.field
  const holds = view.materials.filter((m) => m.listed.need.kind === 'conditional' && m.needed).map((m) => m.listed.code)
  const others = holds.filter((one) => one !== code)
  const applies = version.answer === null ? null : version.answer && code ? [...others, code] : others
  return { case: view.row.id, materials: version.line ? [version.line] : [], applies, submit: false, missing_because: null, seen: [...view.seen], draft: null }
}

/** All versions of a paper put together: every picture once, the larger counts. A start for whoever corrects it by hand. */
export function together(dispute: DisputeView): MaterialLine {
  const lines = dispute.versions.flatMap((version) => version.line ?? [])
  const start = emptyLine(dispute.field.code ?? '')
  return lines.reduce(
    (all, line) => ({
      ...all,
      originals: Math.max(all.originals, line.originals),
      copies: Math.max(all.copies, line.copies),
      images: [...all.images, ...line.images.filter((image) => !all.images.some((known) => known.hash === image.hash))],
      // Held against the original only where every version was.
      checked: lines.every((one) => one.checked),
    }),
    start,
  )
}

/** The dispute that is about to be corrected by hand, handed from the case's sheet to the page of its papers. */
const byHand = shallowRef<{ case: string; dispute: DisputeView } | null>(null)

/** Remembers what the page of papers opens with. */
export function correctByHand(view: CaseView, dispute: DisputeView): void {
  byHand.value = { case: view.row.id, dispute }
}

/** What the page of papers opens with, once. */
export function takeByHand(view: CaseView): { code: string; lines: Lines } | null {
  const kept = byHand.value
  byHand.value = null
  const code = kept?.dispute.field.code
  if (!kept || !code || kept.case !== view.row.id) return null
  return { code, lines: kept.dispute.field.kind === 'paper' ? { [code]: together(kept.dispute) } : {} }
}
