/** The list at the left: one queue or what was searched for, kept fresh without losing one's place in it. */
import { computed, readonly, ref, shallowRef, watch, type ComputedRef, type DeepReadonly, type Ref, type ShallowRef } from 'vue'
import { ask, type CaseList, type CaseRow, type Queue, type QueueCounts } from '../api/api'
import { useFresh } from '../desk/live'
import { go, here, QUEUES } from '../place'

/** Typing is answered when it pauses for so long, milliseconds. */
const TYPING = 180
/** Rows of one page, and the most that the server gives at one look. */
const PAGE = 50
const LOOK = 500
/** A reading that the ledger moved under is begun anew so often; then what came is shown. */
const TRIES = 3

/** The list and the ways to move in it. */
export interface Inbox {
  rows: ShallowRef<readonly CaseRow[]>
  counts: ShallowRef<QueueCounts | null>
  /** There are more rows behind these. */
  more: ComputedRef<boolean>
  /** The list was read at least once. */
  known: Readonly<Ref<boolean>>
  trouble: ShallowRef<unknown>
  /** What is searched for; changes are answered after a pause. */
  query: Ref<string>
  /** The words that the rows on the screen answer to. */
  answered: DeepReadonly<Ref<string>>
  /** The present row: the one of the open case, or -1 where the open case is not in this list. */
  at: ComputedRef<number>
  /** Opens another list. */
  choose: (queue: Queue) => void
  /** Opens the list so many further on. */
  turn: (by: number) => void
  /** Opens the case so many further down. */
  move: (by: number) => void
  /** Reads the rows behind the last one. */
  readMore: () => Promise<void>
  /** Reads everything that is on the screen again. */
  read: () => Promise<void>
  /** Ends the search and goes back to where it began. */
  endSearch: () => void
}

/** The list of the page; one for as long as the page is there. */
export function useInbox(): Inbox {
  const rows = shallowRef<readonly CaseRow[]>([])
  const counts = shallowRef<QueueCounts | null>(null)
  const next = ref<string | null>(null)
  const pages = ref(1)
  const known = ref(false)
  const trouble = shallowRef<unknown>(null)
  const query = ref('')
  const answered = ref('')
  /** Where the open case stood last, for moving on after it has left this list. */
  let stood = 0
  let before: Queue = here.value.queue
  let asking: AbortController | undefined
  let typing: ReturnType<typeof setTimeout> | undefined

  const at = computed(() => rows.value.findIndex((row) => row.id === here.value.id))
  watch(at, (index) => {
    if (index >= 0) stood = index
  })

  async function read(): Promise<void> {
    asking?.abort()
    const mine = (asking = new AbortController())
    const words = query.value.trim()
    try {
      let read = await look(words, mine.signal)
      for (let again = 1; read && !read.whole && again < TRIES; again += 1) read = await look(words, mine.signal)
      // Another list was asked for while this answer was already here.
      if (!read || mine.signal.aborted) return
      rows.value = read.rows
      counts.value = read.last.counts
      next.value = read.last.next
      answered.value = words
      known.value = true
      trouble.value = null
    } catch (reason) {
      if (!mine.signal.aborted) trouble.value = reason
    }
  }

  /** Reads everything that is shown. It is whole where all of it is from one moment of the ledger: no row twice, none left out. */
  async function look(words: string, signal: AbortSignal): Promise<{ rows: CaseRow[]; last: CaseList; whole: boolean } | undefined> {
    const rows: CaseRow[] = []
    const positions = new Set<number>()
    let after: string | null = null
    for (;;) {
      const wanted = Math.min(LOOK, pages.value * PAGE - rows.length)
      const last: CaseList = await ask('POST /api/cases/search', { body: { queue: here.value.queue, words, after, rows: wanted }, signal })
      if (signal.aborted) return undefined
      rows.push(...last.rows)
      positions.add(last.position)
      after = last.next
      if (!after || rows.length >= pages.value * PAGE) return { rows, last, whole: positions.size === 1 }
    }
  }

  async function readMore(): Promise<void> {
    if (!next.value) return
    pages.value += 1
    await read()
  }

  function choose(queue: Queue): void {
    if (queue === here.value.queue) return
    stood = 0
    go({ queue, id: undefined })
  }

  function move(by: number): void {
    const last = rows.value.length - 1
    if (last < 0) return
    // The open case has left this list: its place is taken by the next one already.
    const from = at.value >= 0 ? at.value : here.value.id ? (by > 0 ? stood - 1 : stood) : -1
    const row = rows.value[Math.min(last, Math.max(0, from + by))]
    if (row) go({ queue: here.value.queue, id: row.id })
  }

  function endSearch(): void {
    if (!query.value) return
    query.value = ''
    go({ queue: before, id: here.value.id })
  }

  // Who searches wants to find the case wherever it stands.
  watch(query, (words, past) => {
    if (words.trim() && !past.trim()) {
      before = here.value.queue
      go({ queue: 'all', id: here.value.id })
    }
    clearTimeout(typing)
    typing = setTimeout(() => {
      pages.value = 1
      void read()
    }, TYPING)
  })
  watch(
    () => here.value.queue,
    () => {
      // The rows of one list are never taken for those of another.
      rows.value = []
      known.value = false
      pages.value = 1
      void read()
    },
    { flush: 'sync' },
  )
  useFresh(read)
  void read()

  return {
    rows,
    counts,
    more: computed(() => next.value !== null),
    known: readonly(known),
    trouble,
    query,
    answered: readonly(answered),
    at,
    choose,
    turn: (by) => choose(QUEUES[(QUEUES.indexOf(here.value.queue) + by + QUEUES.length) % QUEUES.length] ?? 'to_accept'),
    move,
    readMore,
    read,
    endSearch,
  }
}
