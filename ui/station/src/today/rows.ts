/** The rows of the day and the one that is present. */
import type { CaseSearch, TodayView, TodoCountView, TodoKind, TodoView } from '@shanyi/contract'
import { ref, watch, type Ref } from 'vue'

/** What makes two rows the same. */
export function keyOfTodo(row: TodoView): string {
  return `${row.kind} ${row.case.id}`
}

/** The first row of the next kind; behind the last kind, the first row. */
export function nextOf(rows: readonly TodoView[], at: number): number {
  const kind = rows[at]?.kind
  const next = rows.findIndex((row, i) => i > at && row.kind !== kind)
  return next < 0 ? 0 : next
}

/** The list that has every case of a kind: what is due soon waits at the township, all else here. */
export function listOf(kind: TodoKind): Partial<CaseSearch> {
  return kind === 'due_soon' ? { due: 'soon' } : { filter: 'mine' }
}

/** How much there is beyond the rows that are shown, in each of the two lists. */
export function hiddenOf(counts: readonly TodoCountView[], rows: readonly TodoView[]): { mine: number; soon: number } {
  const beyond = (soon: boolean) =>
    counts.filter((c) => (c.kind === 'due_soon') === soon).reduce((sum, c) => sum + c.count, 0) - rows.filter((row) => (row.kind === 'due_soon') === soon).length
  return { mine: Math.max(0, beyond(false)), soon: Math.max(0, beyond(true)) }
}

/** The day as it was found before the page stood. */
let found: TodayView | null = null

/** Gives the page what it begins with. */
export function beginWith(day: TodayView | null): void {
  found = day
}

/** What the page begins with, once: later there is something newer to ask for. */
export function begun(): TodayView | null {
  const day = found
  found = null
  return day
}

/** The row one was at, kept while the program runs. */
let present = ''

/** The place of the present row: the same thing to do, also after something came or went above it and after a look at another page. */
export function useAt(rows: Readonly<Ref<readonly TodoView[]>>): Ref<number> {
  const at = ref(0)
  watch(rows, (now) => {
    const same = now.findIndex((row) => keyOfTodo(row) === present)
    // What was done is gone: the next thing moves up into its place.
    at.value = same >= 0 ? same : Math.max(0, Math.min(at.value, now.length - 1))
    remember()
  }, { flush: 'sync', immediate: true })
  watch(at, remember)

  function remember(): void {
    const row = rows.value[at.value]
    if (row) present = keyOfTodo(row)
  }
  return at
}

/** How many rows the window has room for at most: none is lower than two lines of text and what is between. */
export function inSight(): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  return Math.ceil(window.innerHeight / (4 * rem))
}
