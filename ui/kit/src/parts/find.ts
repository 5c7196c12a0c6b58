/** What a find box shows: rows in groups, best first. */

/** Rows of one kind under their heading. */
export interface FindGroup<T> {
  /** Its own name, for tests. */
  id: string
  /** The heading. */
  label: string
  rows: readonly T[]
  /** A word under the rows, where there are more than are shown. */
  note?: string
}

/** The place of each group's first row among all rows, from 0. */
export function startsOf(groups: readonly FindGroup<unknown>[]): number[] {
  let next = 0
  return groups.map((group) => {
    const start = next
    next += group.rows.length
    return start
  })
}

/** Where a key leads from a row: one down or up, or to the first row of the next or the same group. */
export function moved(key: string, at: number, groups: readonly FindGroup<unknown>[]): number {
  const count = groups.reduce((sum, group) => sum + group.rows.length, 0)
  const starts = startsOf(groups)
  if (key === 'ArrowDown') return Math.min(count - 1, at + 1)
  if (key === 'ArrowUp') return Math.max(0, at - 1)
  if (key === 'PageDown') return starts.find((start) => start > at && start < count) ?? Math.max(0, count - 1)
  return starts.filter((start) => start < at).pop() ?? 0
}
