/** Which cases are shown, so that coming back from one finds the list as it was left. */
import type { CaseFilter, CaseSearch } from '@shanyi/contract'
import { ref } from 'vue'

/** The filter, the words that are looked for, and the present row, from 0. */
export const shownCases = { filter: ref<CaseFilter>('all'), text: ref(''), at: ref(0) }

/** Every case of a filter in which a text is found. */
export function searchOf(filter: CaseFilter, text: string): CaseSearch {
  return { filter, text, item: null, states: [], from: null, until: null, due: null, person: null }
}
