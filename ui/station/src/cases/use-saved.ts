/** Searches that are kept: those everybody has, and the operator's own. */
import { call, type CaseSearch, type SavedSearchView } from '@shanyi/contract'
import { computed, shallowRef } from 'vue'
import { useFresh } from '../desk/live'
import { sameSearch, shown, showCases } from './shown'

/** The kept searches with their counts, and the one that is shown. */
export function useSaved() {
  const saved = shallowRef<SavedSearchView[]>([])
  const trouble = shallowRef<unknown>(null)
  let turn = 0

  /** The newest answer counts; keeping and dropping answer with all of them. */
  async function take(asking: Promise<SavedSearchView[]>): Promise<boolean> {
    const mine = ++turn
    try {
      const answer = await asking
      if (mine !== turn) return true
      saved.value = answer
      trouble.value = null
      return true
    } catch (error) {
      if (mine === turn) trouble.value = error
      return false
    }
  }

  /** The kept search that is shown as it was kept. */
  const on = computed(() => saved.value.find((s) => sameSearch(s.search, shown.search)))

  function turnTo(by: number): void {
    const from = on.value ? saved.value.indexOf(on.value) : by > 0 ? -1 : 0
    const to = saved.value[(from + by + saved.value.length) % saved.value.length]
    if (to) showCases(to.search)
  }

  useFresh(() => take(call('saved_searches')))

  return {
    saved, on, trouble, turnTo,
    keep: (name: string, search: CaseSearch) => take(call('keep_search', { name, search })),
    drop: (id: string) => take(call('drop_search', { id })),
  }
}

/** What `useSaved` gives. */
export type Saved = ReturnType<typeof useSaved>
