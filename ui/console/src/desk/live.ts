/** Hears of changes at the server by a request that is answered when there are some, and tells the pages. */
import { onScopeDispose, readonly, ref, watch } from 'vue'
import { ask, failedWith } from '../api/api'
import { lookWho, session } from './session'

/** An answer that comes sooner than this and says nothing new is not asked for again at once; milliseconds. */
const QUIET = 1_000
/** The first and the longest wait after a failure, milliseconds. */
const RETRY = { first: 1_000, most: 15_000 }
/** The day and the person are looked at again after this long, milliseconds. */
const DAY_LOOK = 5 * 60_000

const pulse = ref(0)
const reached = ref(true)
const lookedAt = ref(Date.now())

/** What is known of changes. */
export const live = {
  /** Counts the looks at the server that pages should answer by looking again. */
  pulse: readonly(pulse),
  /** The last question reached the server. */
  reached: readonly(reached),
  /** When the server last answered, by the browser's clock in milliseconds. */
  lookedAt: readonly(lookedAt),
}

/** Begins to hear, for as long as somebody is signed in. Gives the way to stop it. */
export function keepFresh(): () => void {
  const stop = new AbortController()
  void hear(stop.signal)
  return () => stop.abort()
}

async function hear(signal: AbortSignal): Promise<void> {
  let position: number | undefined
  let wait = RETRY.first
  let whoAt = Date.now()
  while (!signal.aborted) {
    const began = Date.now()
    try {
      // Whoever begins asks from nothing, and is told at once where the ledger stands.
      const { position: now } = await ask('GET /api/changes', { query: { after: position ?? 0 }, signal })
      lookedAt.value = Date.now()
      const news = now !== position
      const back = !reached.value
      reached.value = true
      wait = RETRY.first
      position = now
      // An answer without news came because time was up: images may have come meanwhile.
      if (news || back || Date.now() - began > QUIET) pulse.value += 1
      else await pause(QUIET - (Date.now() - began), signal)
      if (Date.now() - whoAt > DAY_LOOK) {
        whoAt = Date.now()
        await lookWho()
      }
    } catch (reason) {
      if (signal.aborted) return
      if (failedWith(reason, 'signed_out') && session.ended.value) {
        await signedInAgain(signal)
        continue
      }
      reached.value = false
      // After a failure the first answer should come at once, to say that the server is back.
      position = undefined
      await pause(wait, signal)
      wait = Math.min(RETRY.most, wait * 2)
    }
  }
}

/** Runs whenever something may have changed, as long as the component lives. */
export function useFresh(read: () => unknown): void {
  onScopeDispose(watch(pulse, () => void read()))
}

function signedInAgain(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = watch(session.ended, (ended) => {
      if (ended) return
      stop()
      resolve()
    })
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
