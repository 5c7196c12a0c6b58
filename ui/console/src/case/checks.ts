/**
 * What the clerk found of each paper: well, or to be put right. The first is a mark for oneself,
 * the second is what the correction will ask for. What is missing is asked for from the start, so
 * that nothing is forgotten (一次性告知).
 */
import type { CaseView, MaterialView, Wanted } from '../api/api'
import { draftOf } from '../acts/drafts'

/** What was found of a paper; absent where it was not looked at. */
export type Mark = 'well' | 'mend'

/** What was found of each paper of a case, by its code, and what it will be asked for with. */
export interface Checks {
  marks: Record<string, Mark | undefined>
  why: Record<string, string | undefined>
}

/** Says in Chinese what is missing of a paper: it is read by the operator and the applicant. */
export type MissingWords = (material: MaterialView) => string

/** The clerk's marks on a case, kept with its correction. */
export function checksOf(view: CaseView): Checks & { note: string } {
  return draftOf(view.row.id, 'correction', () => ({ marks: {}, why: {}, note: '' }))
}

/** What holds for a paper: the clerk's word, and without one that the missing is asked for. */
export function markOf(checks: Checks, material: MaterialView): Mark | undefined {
  const said = checks.marks[material.listed.code]
  if (said === 'well' && isMissing(material)) return undefined
  return said ?? (isMissing(material) ? 'mend' : undefined)
}

/** What the paper will be asked for with. */
export function whyOf(checks: Checks, material: MaterialView, missing: MissingWords): string {
  return checks.why[material.listed.code] ?? (isMissing(material) ? missing(material) : '')
}

/** Everything that the correction asks for, in the order of the list. */
export function wantedOf(view: CaseView, checks: Checks, missing: MissingWords): Wanted[] {
  return view.materials
    .filter((material) => markOf(checks, material) === 'mend')
    .map((material) => ({ material: material.listed.code, why: whyOf(checks, material, missing).trim() }))
}

/** Whether something that is needed is not here. */
export function isMissing(material: MaterialView): boolean {
  return material.standing.kind === 'missing'
}
