/**
 * Keeps what is typed in a form: on the disk within a second of each key, at
 * once when the page is left, again and again while that fails. Typing never
 * waits for it.
 */
import { call } from '@shanyi/contract'
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { isOpen, isSaved, readAtHand, unkept } from './at-hand'
import { isRecord } from './shape'

/** How long typing has to rest, in milliseconds. */
export const REST = 150
/** A key is kept after this time at the latest, however much is typed behind it. Two writes of 350 ms may stand before it then. */
export const LONGEST = 300
/** What is not on the disk by then is said to be late. */
export const LATE = 1000
/** A write that failed is tried again after this time, then after twice as long, up to the longest. */
export const RETRY = 1000
const LONGEST_RETRY = 8000

interface Keeper {
  keep: () => Promise<void>
  /** A newer page has the form: this one writes no more, and says what it could not write. */
  handOver: () => Promise<object | undefined>
}

/** Who keeps which form; one whose last write failed outlives its page. */
const keepers = new Map<string, Keeper>()

/** Keeps everything that is typed in any form, now. */
export async function keepAll(): Promise<void> {
  await Promise.all([...keepers.values()].map(({ keep }) => keep()))
}

/** The keeping of one form. */
export interface Draft {
  /** When it was last kept, in milliseconds; nothing before the first time. */
  keptAt: Ref<number | null>
  /** Something typed is not on the disk after a second. */
  late: Ref<boolean>
  /** Keeps it now. */
  keep: () => Promise<void>
  /** What was typed in this form before, if anything. */
  restore: () => Promise<unknown>
  /** What is on the screen is what is kept already. */
  begin: () => void
  /** Before the form is saved: all is kept, and nothing is under way that could bring the draft back. */
  stop: () => Promise<void>
  /** The save came about, and the draft went with it. */
  saved: () => void
  /** The save did not come about: typing is kept again. */
  resume: () => void
  /** Keeps it and puts it aside, behind the page that is left at once: a second key may follow the first. */
  putAside: () => void
}

/** Keeps the form of this key for as long as the component lives; `content` gives what is typed, or nothing while that is not worth keeping. */
export function useDraft(form: string, content: () => object | null): Draft {
  const keptAt = ref<number | null>(null)
  const late = ref(false)
  const earlier = keepers.get(form)
  let timer: ReturnType<typeof setTimeout> | undefined
  let looking: ReturnType<typeof setTimeout> | undefined
  /** When the oldest key was pressed that no write has picked up, and that of the write under way. */
  let waiting: number | null = null
  let underWay: number | null = null
  let writing: Promise<void> = Promise.resolve()
  let queued = false
  let stopped = false
  let gone = false
  let failures = 0
  /** What was restored had never reached the disk. */
  let fromMemory = false
  /** What the row holds; nothing where there is none. */
  let row: string | null = null
  let ended = Promise.resolve()
  let end = () => {}

  const text = () => {
    const typed = content()
    return typed && JSON.stringify(typed)
  }

  function keep(): Promise<void> {
    clearTimeout(timer)
    if (!queued) {
      queued = true
      writing = writing.then(write)
    }
    return writing
  }

  async function write(): Promise<void> {
    queued = false
    const now = stopped ? row : text()
    underWay = waiting
    waiting = null
    if (now !== row) {
      try {
        if (now === null) await call('drop_draft', { form })
        else await call('keep_draft', { form, content: { ...(JSON.parse(now) as object), focus: document.activeElement?.id ?? '' } })
        const listedAnew = (row === null) !== (now === null)
        row = now
        keptAt.value = now === null ? null : Date.now()
        failures = 0
        unkept.delete(form)
        if ((listedAnew && now !== null) || gone) void readAtHand().catch(() => undefined)
      } catch (error) {
        unkept.set(form, error)
        waiting = underWay ?? waiting ?? Date.now()
        if (!stopped) plan(Math.min(LONGEST_RETRY, RETRY * 2 ** failures))
        failures += 1
      }
    } else unkept.delete(form)
    underWay = null
    look()
    if (gone && !stopped && !unkept.has(form) && keepers.get(form) === mine) keepers.delete(form)
  }

  function plan(wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void keep(), Math.max(0, wait))
  }

  /** Says that it is late, and no longer when it is not. */
  function look(): void {
    clearTimeout(looking)
    const oldest = underWay ?? waiting
    const age = oldest === null ? 0 : Date.now() - oldest
    late.value = oldest !== null && age >= LATE
    if (oldest !== null && !late.value) looking = setTimeout(look, LATE - age)
  }

  watch(text, () => {
    if (stopped) return
    const now = Date.now()
    waiting ??= now
    plan(Math.min(REST, waiting + LONGEST - now))
    look()
  })

  async function handOver(): Promise<object | undefined> {
    await ended
    await keep()
    const left = unkept.has(form) && !stopped ? content() : null
    stopped = true
    clearTimeout(timer)
    clearTimeout(looking)
    return left ?? undefined
  }

  const mine: Keeper = { keep, handOver }
  keepers.set(form, mine)
  isOpen(form)

  const leaving = () => {
    if (document.visibilityState === 'hidden') void keep()
  }
  document.addEventListener('visibilitychange', leaving)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', leaving)
    gone = true
    void keep()
  })

  return {
    keptAt,
    late,
    keep,
    begin() {
      // A row that holds nothing worth keeping goes with the next write.
      row = fromMemory ? null : (text() ?? '')
      if (fromMemory) void keep()
    },
    async restore() {
      const left = await earlier?.handOver()
      if (left) {
        fromMemory = true
        return left
      }
      const kept = (await call('drafts')).find((draft) => draft.form === form)
      if (kept) keptAt.value = kept.at * 1000
      if (kept?.aside) await call('put_aside', { form, aside: false })
      return kept?.content
    },
    async stop() {
      await keep()
      stopped = true
      ended = new Promise((done) => (end = done))
      clearTimeout(timer)
      await writing
    },
    saved() {
      row = null
      waiting = null
      unkept.delete(form)
      look()
      end()
      keepers.delete(form)
      isSaved(form)
    },
    resume() {
      stopped = false
      end()
      void keep()
    },
    putAside() {
      // Where this fails the form is offered again instead of waiting in the list, and no word of it is lost.
      const aside = () => (row === null ? undefined : call('put_aside', { form, aside: true }))
      void keep()
        .then(aside)
        .then(readAtHand)
        .catch(() => undefined)
    },
  }
}

/** The field that had the focus when this was kept. */
export function focusOf(content: unknown): HTMLElement | null {
  const id = isRecord(content) && typeof content.focus === 'string' ? content.focus : ''
  return id ? document.getElementById(id) : null
}
