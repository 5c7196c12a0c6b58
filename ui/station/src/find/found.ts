/** What was found, as the find box shows it: three groups of rows, and why each is there. */
import type { FoundCaseView, FoundItemView, FoundPersonView, FoundView, MarkField, MarkView } from '@shanyi/contract'
import type { FindGroup, Span } from '@shanyi/kit'
import type { Say } from '../desk/sync-words'

/** One row of the find box. The last kind leads to the list of all cases for the same words. */
export type Found =
  | { kind: 'person'; person: FoundPersonView }
  | { kind: 'case'; found: FoundCaseView }
  | { kind: 'item'; found: FoundItemView }
  | { kind: 'list'; words: string }

/** What makes two rows the same. */
export function keyOfFound(row: Found): string {
  if (row.kind === 'person') return `person ${row.person.case}`
  if (row.kind === 'case') return `case ${row.found.row.id}`
  return row.kind === 'item' ? `item ${row.found.item.code}` : 'list'
}

/** The groups of an answer: people, cases, items. */
export function groupsOf(found: FoundView, words: string, say: Say): FindGroup<Found>[] {
  const cases: Found[] = found.cases.map((f) => ({ kind: 'case', found: f }))
  if (found.more_cases) cases.push({ kind: 'list', words })
  return [
    { id: 'people', label: say('find.people'), note: found.more_people ? say('find.morePeople') : undefined, rows: found.people.map((person) => ({ kind: 'person', person })) },
    { id: 'cases', label: say('find.cases'), rows: cases },
    { id: 'items', label: say('find.items'), rows: found.items.map((f) => ({ kind: 'item', found: f })) },
  ]
}

/** Fields whose text is the name, spelled otherwise. */
const OF_NAME: readonly MarkField[] = ['name', 'pinyin', 'initials']

/** What is marked in a text that the row shows. */
export function spansIn(text: string, marks: readonly MarkView[], field: 'name' | 'address' | 'number' | 'item'): Span[] {
  const fits = (m: MarkView) => m.text === text && (field === 'name' ? OF_NAME.includes(m.field) : m.field === field)
  return marks.filter(fits).flatMap((m) => m.spans)
}

/** Why a row is there: the field by its name, and its text where the row does not show it anyway. */
export interface Reason {
  field: MarkField
  label: string
  /** Absent where the marked characters stand in the row. */
  text?: string
  spans?: Span[]
}

/** The reasons of a row, each field once. `shown` are the texts that stand in the row. */
export function reasonsOf(marks: readonly MarkView[], shown: readonly string[], say: Say): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const { field, text, spans } of marks) {
    const label = say(`find.field.${field}`)
    const inRow = shown.includes(text)
    if (!reasons.has(field)) reasons.set(field, inRow ? { field, label } : { field, label, text, spans })
  }
  return [...reasons.values()]
}
