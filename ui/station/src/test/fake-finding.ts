/** Finding, lists and people over a desk made of memory: plain substrings, no pinyin, none of the real ranking. */
import type { CaseRowView, CaseSearch, CaseView, FoundPersonView, FoundView, MarkField, MarkView, SavedSearchView } from '@shanyi/contract'
import { everyCase } from '../cases/shown'
import { itemRow, ITEMS, refuse, type AnswersBy, type FakeDesk } from './fake-desk'

const BUILT_IN: [string, Partial<CaseSearch>][] = [['all', {}], ['mine', { filter: 'mine' }], ['elsewhere', { filter: 'elsewhere' }], ['due_soon', { due: 'soon' }], ['overdue', { due: 'overdue' }], ['closed', { filter: 'closed' }]]

/** The answers of the commands for finding and lists. */
export function findingAnswers(desk: FakeDesk): Required<Pick<AnswersBy, 'find_all' | 'cases' | 'saved_searches' | 'keep_search' | 'drop_search' | 'person'>> {
  const rows = (search: CaseSearch) => desk.cases.filter((view) => fits(view, search, desk)).map((view) => view.row)
  const saved = (): SavedSearchView[] =>
    [...BUILT_IN.map(([id, some]) => ({ id, name: null, search: { ...everyCase(), ...some }, count: null })), ...desk.kept].map((s) => ({ ...s, count: rows(s.search).length }))
  return {
    find_all: ({ text }) => findAll(desk, text),
    cases: ({ search, after, limit }) => {
      const all = rows(search)
      const from = after ? Number(after) : 0
      const to = from + (limit ?? 50)
      return { rows: all.slice(from, to), next: all.length > to ? String(to) : null, count: all.length }
    },
    saved_searches: saved,
    keep_search: ({ name, search }) => {
      const same = desk.kept.find((s) => s.name === name)
      if (same) same.search = search
      else desk.kept.push({ id: `kept${desk.kept.length}`, name, search, count: null })
      return saved()
    },
    drop_search: ({ id }) => {
      desk.kept = desk.kept.filter((s) => s.id !== id)
      return saved()
    },
    person: ({ case: id }) => {
      const view = desk.cases.find((c) => c.row.id === id) ?? refuse({ kind: 'no_case' })
      const theirs = desk.cases.filter((c) => c.applicant.name === view.applicant.name)
      const others = desk.cases.filter((c) => c.applicant.address === view.applicant.address && c.applicant.name !== view.applicant.name)
      return { case: id, ...view.applicant, cases: theirs.length, open: theirs.filter((c) => c.row.state !== 'closed').length, household: people(others, desk) }
    },
  }
}

function fits(view: CaseView, search: CaseSearch, desk: FakeDesk): boolean {
  const { row } = view
  const of = search.person && desk.cases.find((c) => c.row.id === search.person)?.applicant.name
  const left = row.due?.remaining.workdays
  const due = { overdue: left !== undefined && left < 0, soon: left !== undefined && left >= 0 && left <= 3, running: row.due !== null }
  return (
    inFilter(row, search.filter) && marksOf(view, search.text) !== null && (!search.item || view.item_code === search.item) && (!search.states.length || search.states.includes(row.state)) &&
    (!search.due || due[search.due]) && (!of || view.applicant.name === of)
  )
}

function inFilter(row: CaseRowView, filter: string): boolean {
  if (filter === 'closed') return row.state === 'closed'
  if (filter === 'elsewhere') return ['submitted', 'accepted'].includes(row.state)
  return filter === 'all' || !['submitted', 'accepted', 'closed'].includes(row.state)
}

/** Marks for every word; nothing where one hits nowhere. */
function marksOf(view: CaseView, text: string): MarkView[] | null {
  const fields: [MarkField, string][] = [['name', view.applicant.name], ['number', view.row.number], ['address', view.applicant.address], ['id_end', view.applicant.id_masked?.slice(-4) ?? ''], ['phone_end', view.applicant.phone_masked?.slice(-4) ?? '']]
  const marks = text.split(/\s+/).filter(Boolean).map((word) => {
    const hit = fields.find(([, value]) => value.includes(word))
    return hit && { field: hit[0], text: hit[1], spans: [{ from: hit[1].indexOf(word), to: hit[1].indexOf(word) + word.length }] }
  })
  return marks.every((m) => m !== undefined) ? marks : null
}

function people(views: CaseView[], desk: FakeDesk, text = ''): FoundPersonView[] {
  const first = new Map(views.map((v) => [v.applicant.name, v]))
  return [...first.values()].map((v) => {
    const theirs = desk.cases.filter((c) => c.applicant.name === v.applicant.name)
    return {
      case: v.row.id, name: v.applicant.name, id_end: v.applicant.id_masked?.slice(-4) ?? null, phone_end: v.applicant.phone_masked?.slice(-4) ?? null, address: v.applicant.address,
      cases: theirs.length, open: theirs.filter((c) => c.row.state !== 'closed').length, marks: marksOf(v, text) ?? [],
    }
  })
}

function findAll(desk: FakeDesk, text: string): FoundView {
  const hits = desk.cases.filter((v) => marksOf(v, text) !== null)
  const who = people(hits, desk, text)
  const items = ITEMS.filter((i) => i.offered && i.name.includes(text))
  return {
    people: who.slice(0, 8), more_people: who.length > 8,
    cases: hits.slice(0, 8).map((v) => ({ row: v.row, marks: marksOf(v, text) ?? [] })), more_cases: hits.length > 8,
    items: items.slice(0, 5).map((i) => ({ item: itemRow(i), marks: [{ field: 'item', text: i.name, spans: [{ from: i.name.indexOf(text), to: i.name.indexOf(text) + text.length }] }] })),
  }
}
