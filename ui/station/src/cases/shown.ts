/** Which cases are shown, so that coming back from one finds the list as it was left. It is kept while the program runs. */
import type { CaseSearch } from '@shanyi/contract'
import { reactive } from 'vue'
import { go } from '../place'

/** A search without any condition. */
export function everyCase(): CaseSearch {
  return { filter: 'all', text: '', item: null, states: [], from: null, until: null, due: null, person: null }
}

/** The list as it stands. */
export const shown = reactive({
  search: everyCase(),
  /** Where each page behind the present one ended, so that one can turn back; empty on the first. */
  pages: [] as string[],
  /** The case of the present row. */
  at: null as string | null,
  /** The conditions are open. */
  open: false,
})

/** Shows other cases, from the first page. */
export function showCases(search: CaseSearch): void {
  Object.assign(shown, { search: { ...search, states: [...search.states] }, pages: [], at: null })
}

/** Goes to the list with nothing but these conditions. */
export function listCases(some: Partial<CaseSearch>): void {
  showCases({ ...everyCase(), ...some })
  go({ room: 'cases' })
}

/** Whether two searches ask the same. */
export function sameSearch(one: CaseSearch, other: CaseSearch): boolean {
  const said = (s: CaseSearch) => JSON.stringify([s.filter, s.text.trim(), s.item, [...s.states].sort(), s.from, s.until, s.due, s.person])
  return said(one) === said(other)
}

/** Whether more is asked than which of the four kinds. */
export function hasConditions(search: CaseSearch): boolean {
  return !sameSearch(search, { ...everyCase(), filter: search.filter })
}
