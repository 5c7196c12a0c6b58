/** The page of cases that is shown: one read of the desk each, so that nothing of it is half changed. */
import { call, type CaseRowView } from '@shanyi/contract'
import { nextTick, ref, shallowRef, watch } from 'vue'
import { useFresh } from '../desk/live'
import { shown } from './shown'

/** Rows of one page. */
export const PAGE = 50

/** The list as `shown` says, read again whenever something changed. */
export function useCases() {
  const rows = shallowRef<CaseRowView[]>([])
  const next = ref<string | null>(null)
  const count = ref<number | null>(null)
  const trouble = shallowRef<unknown>(null)
  /** Something was answered, if only that there is nothing. */
  const known = ref(false)
  /** The present row, from 0. */
  const at = ref(0)
  let turn = 0
  let reading: Promise<void> = Promise.resolve()

  function read(): Promise<void> {
    return (reading = readNow(++turn))
  }

  async function readNow(mine: number): Promise<void> {
    try {
      const page = await call('cases', { search: shown.search, after: shown.pages.at(-1) ?? null, limit: PAGE })
      if (mine !== turn) return
      // What stood on this page may be gone by now; the one before it is still there.
      if (!page.rows.length && shown.pages.length) {
        shown.pages = shown.pages.slice(0, -1)
        return await readNow(mine)
      }
      const stand = standing()
      rows.value = page.rows
      next.value = page.next
      count.value = page.count
      trouble.value = null
      known.value = true
      const same = page.rows.findIndex((row) => row.id === shown.at)
      at.value = same >= 0 ? same : Math.max(0, Math.min(at.value, page.rows.length - 1))
      shown.at = page.rows[at.value]?.id ?? null
      await nextTick()
      stand()
    } catch (error) {
      if (mine === turn) trouble.value = error
    }
  }

  /** Keeps the present row at its height on the screen, whatever came or went above it. */
  function standing(): () => void {
    const row = () => document.querySelector(`[data-case="${CSS.escape(shown.at ?? '')}"]`)
    const before = row()?.getBoundingClientRect().top
    return () => {
      const after = row()?.getBoundingClientRect().top
      const page = document.querySelector('main.page')
      if (page && before !== undefined && after !== undefined) page.scrollTop += after - before
    }
  }

  function turnPage(forward: boolean): void {
    if (forward ? !next.value : !shown.pages.length) return
    shown.pages = forward && next.value ? [...shown.pages, next.value] : shown.pages.slice(0, -1)
    shown.at = null
    at.value = 0
    document.querySelector('main.page')?.scrollTo?.(0, 0)
    void read()
  }

  watch(at, (now) => (shown.at = rows.value[now]?.id ?? null))
  // Another search: from the first page; what is seen stays until its answer is here.
  watch(
    () => shown.search,
    () => {
      Object.assign(shown, { pages: [], at: null })
      at.value = 0
      void read()
    },
    { deep: true },
  )
  useFresh(read)

  return {
    rows, next, count, trouble, known, at, turnPage,
    /** The row that Enter opens, as soon as the list is that of the words in the field. */
    present: async () => {
      await reading
      return rows.value[at.value]
    },
  }
}
