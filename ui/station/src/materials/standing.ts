/**
 * How each paper of the list stands while it is being taken in. The same rule
 * as `material.rs` of the domain, which decides when the case is saved: a
 * picture of every side counts as a copy, and for the original where the list
 * takes a file.
 */
import type { ImageRef, ListedMaterial, MaterialLine, Standing } from '@shanyi/contract'

/** Lines by the material's code. */
export type Lines = Record<string, MaterialLine>
/** What was answered about conditions, by the material's code; not answered is absent. */
export type Answers = Record<string, boolean>

/** A line with nothing in it. */
export function emptyLine(material: string): MaterialLine {
  return { material, originals: 0, copies: 0, images: [], checked: false }
}

/** The lines with a picture more on one of them. */
export function withPicture(lines: Lines, code: string, image: ImageRef): Lines {
  const line = lines[code] ?? emptyLine(code)
  return line.images.some((i) => i.hash === image.hash) ? lines : { ...lines, [code]: { ...line, images: [...line.images, image] } }
}

/** Nothing of it is here. */
export function isEmpty(line: MaterialLine | undefined): boolean {
  return !line || (line.originals === 0 && line.copies === 0 && line.images.length === 0)
}

/** How many pictures make it complete at least: an identity card has two sides. */
export function sides(listed: ListedMaterial): number {
  return listed.kind === 'id_card' ? 2 : 1
}

/** Whether this applicant needs it; unknown while the condition was not answered. */
export function needed(listed: ListedMaterial, answers: Answers): boolean | undefined {
  if (listed.need.kind === 'required') return true
  if (listed.need.kind === 'optional') return false
  return answers[listed.code]
}

/** How it stands. */
export function standing(listed: ListedMaterial, line: MaterialLine | undefined, isNeeded: boolean): Standing {
  const pictured = (line?.images.length ?? 0) >= sides(listed)
  const originals = pictured && listed.electronic_ok ? 0 : Math.max(0, listed.original - (line?.originals ?? 0))
  const copies = pictured ? 0 : Math.max(0, listed.copies - (line?.copies ?? 0))
  if (originals === 0 && copies === 0) return { kind: isNeeded || line ? 'here' : 'not_needed' }
  if (isNeeded) return { kind: 'missing', originals, copies }
  return { kind: isEmpty(line) ? 'not_needed' : 'here' }
}

/** One row of the desk: the paper, what is here, and what is still to be done about it. */
export interface Row {
  listed: ListedMaterial
  line: MaterialLine | undefined
  needed: boolean | undefined
  standing: Standing
  /** The township's words, while this paper is wanted and untouched. */
  wanted?: string
  /** What is to be done: answer the condition, bring it, put it right, or nothing. */
  open: 'ask' | 'missing' | 'wanted' | null
}

/** The rows of a list of papers. `wanted` are the township's words by code; `touched` are the codes something was done about. */
export function rowsOf(materials: readonly ListedMaterial[], lines: Lines, answers: Answers, wanted: Record<string, string> = {}, touched: ReadonlySet<string> = new Set()): Row[] {
  return materials.map((listed) => {
    const line = lines[listed.code]
    const isNeeded = needed(listed, answers)
    const stands = standing(listed, line, isNeeded === true)
    const stillWanted = wanted[listed.code] !== undefined && !touched.has(listed.code)
    const open = isNeeded === undefined ? 'ask' : stillWanted ? 'wanted' : stands.kind === 'missing' ? 'missing' : null
    return { listed, line, needed: isNeeded, standing: stands, wanted: wanted[listed.code], open }
  })
}

/** How many are missing or wanted, and how many conditions were not answered. */
export function openOf(rows: readonly Row[]): { missing: Row[]; asking: Row[] } {
  return { missing: rows.filter((r) => r.open === 'missing' || r.open === 'wanted'), asking: rows.filter((r) => r.open === 'ask') }
}

/** Takes everything that the list asks for as received; taken already, it is taken back. */
export function received(listed: ListedMaterial, line: MaterialLine | undefined): MaterialLine {
  const before = line ?? emptyLine(listed.code)
  const wantedOriginals = Math.max(listed.original, listed.copies === 0 ? 1 : 0)
  const full = before.originals >= wantedOriginals && before.copies >= listed.copies
  return full ? { ...before, originals: 0, copies: 0, checked: before.images.length > 0 && before.checked } : { ...before, originals: Math.max(before.originals, wantedOriginals), copies: Math.max(before.copies, listed.copies) }
}
