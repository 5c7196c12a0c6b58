/**
 * The forms that keep what is typed in them, and their keys.
 *
 * A key is `<kind>:<of>`: `intake:<random>` for a case that is not there yet,
 * and `amend:`, `deliver:`, `withdraw:`, `return:` or `comment:` with the
 * case's id. So a case has one form of each kind, however often it is opened.
 */
import type { DraftView, ImageRef, MaterialLine, Relation, State } from '@shanyi/contract'
import type { Stroke } from '@shanyi/kit'
import { formOf } from '../intake/form'
import type { Answers } from '../materials/standing'
import { CASE_ACTS, type CaseAct, type Place } from '../place'
import { isRecord, shaped } from './shape'

/** What every form keeps beside what is typed: whose it is, for the list; `shape` is raised when it changes. */
interface Kept {
  shape: 1
  who: string
  what: string
  /** Where the case stood when this was typed. */
  state: State | ''
}

/** What is typed where papers are added. */
export interface AmendForm extends Kept {
  /** The lines that something was done about, each whole. */
  lines: MaterialLine[]
  /** Of wanted papers, those that something was done about. */
  touched: string[]
  /** The answers that differ from the case's. */
  answers: Answers
  at: number
  because: string
  asksWhy: boolean
  /** What the case's page had shown when it was typed. */
  seen: string[]
}

/** What is typed where the result is handed over. */
export interface DeliverForm extends Kept {
  to: string
  relation: Relation
  strokes: Stroke[]
  photo: ImageRef | null
}

/** What is typed in a dialog that asks for one word. */
export interface WordForm extends Kept {
  text: string
  noneHeld: boolean
}

const KEPT: Kept = { shape: 1, who: '', what: '', state: '' }
/** Forms nobody has typed in. */
export const BLANK = {
  amend: { ...KEPT, lines: [], touched: [], answers: {}, at: 0, because: '', asksWhy: false, seen: [] } as AmendForm,
  deliver: { ...KEPT, to: '', relation: 'applicant', strokes: [], photo: null } as DeliverForm,
  word: { ...KEPT, text: '', noneHeld: false } as WordForm,
}

/** A key of a new intake: 16 random bytes in hexadecimal digits. */
export function newIntake(): string {
  return `intake:${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** The key of a form on a case. */
export function caseForm(act: CaseAct, id: string): string {
  return `${act}:${id}`
}

/** Takes a key apart. A key without a kind is an intake of an earlier program; a kind that is not known gives nothing. */
export function partsOf(form: string): { kind: 'intake' } | { kind: CaseAct; id: string } | undefined {
  const [kind = '', id] = form.split(':')
  if (id === undefined || kind === 'intake') return { kind: 'intake' }
  return CASE_ACTS.includes(kind as CaseAct) ? { kind: kind as CaseAct, id } : undefined
}

/** Where a form is filled in. */
export function placeOfForm(form: string): Place | undefined {
  const parts = partsOf(form)
  if (!parts) return undefined
  return parts.kind === 'intake' ? { room: 'intake', form } : { room: 'case', id: parts.id, act: parts.kind }
}

/** The form that is filled in at a place. */
export function formAt(place: Place): string | undefined {
  if (place.room === 'intake') return place.form
  return place.room === 'case' && place.act ? caseForm(place.act, place.id) : undefined
}

/** A draft as lists show it. */
export interface Listed {
  draft: DraftView
  kind: CaseAct | 'intake' | undefined
  who: string
  what: string
  /** It can be gone on with: this program reads it, and its case still takes it. */
  usable: boolean
  /** Why it can't: another program's form, or a case that went on or is not here. */
  why?: 'unread' | 'moved' | 'no_case'
}

/** What a list says of a draft. */
export function listed(draft: DraftView): Listed {
  const parts = partsOf(draft.form)
  const content: Record<string, unknown> = isRecord(draft.content) ? draft.content : {}
  const text = (...values: unknown[]) => values.find((v): v is string => typeof v === 'string' && v.trim() !== '') ?? ''
  const who = text(draft.case?.applicant, content.who, content.name)
  const what = text(draft.case?.item, content.what, content.itemName)
  const blank = parts?.kind === 'amend' ? BLANK.amend : parts?.kind === 'deliver' ? BLANK.deliver : BLANK.word
  const read = parts && (parts.kind === 'intake' ? formOf(draft.content) : shaped<AmendForm | DeliverForm | WordForm>(blank, draft.content))
  const why = !read ? 'unread' : parts.kind === 'intake' || draft.case?.fits ? undefined : draft.case ? 'moved' : 'no_case'
  return { draft, kind: parts?.kind, who, what, usable: why === undefined, why }
}
