/** What every page shows of the desk, kept fresh: who and when, how far everything is on its way. */
import { call, listen, type HealthView, type StationView, type SyncView, type Unlisten } from '@shanyi/contract'
import { dayOf } from '@shanyi/kit'
import { onScopeDispose, readonly, ref, shallowRef, watch } from 'vue'

/** Relative times ("1 分钟前") and the badge are looked at again this often, in milliseconds. */
const SLOW = 15_000
/** Changes that come in a burst are answered by one look, in milliseconds. */
const BURST = 60

const station = shallowRef<StationView | null>(null)
const sync = shallowRef<SyncView | null>(null)
const health = shallowRef<HealthView | null>(null)
const trouble = shallowRef<unknown>(null)
const now = ref(Date.now())
const pulse = ref(0)

/** What every page shows of the desk. */
export const live = {
  /** Who and where; absent before the first answer. */
  station: readonly(station),
  /** How far everything is; absent before the first answer. */
  sync: readonly(sync),
  /** Whether the desk can save, has room and has a copy; absent before the first answer. */
  health: readonly(health),
  /** Why the last look failed. */
  trouble: readonly(trouble),
  /** The time as far as the desk knows it, in milliseconds, moved on slowly, for relative times. */
  now: readonly(now),
  /** Counts what changed behind the page. */
  pulse: readonly(pulse),
}

/** Looks at station and sync now. */
export async function look(): Promise<void> {
  // Answers also where the rest does not.
  const how = call('health').then((h) => (health.value = h), () => {})
  try {
    const [s, y] = await Promise.all([call('station'), call('sync_status')])
    // The best that is known of the time, whatever the PC's clock says.
    now.value = s.clock.now * 1000
    // Over midnight every page counts its days anew.
    if (station.value && station.value.today !== s.today) pulse.value += 1
    station.value = s
    sync.value = y
    trouble.value = null
  } catch (error) {
    trouble.value = error
  }
  await how
}

/** Tries the line now and shows what came of it. */
export async function sendNow(): Promise<void> {
  sync.value = await call('send_now')
}

/** Begins to keep everything fresh, for as long as the window is open. Gives the way to stop it. */
export function keepFresh(): Unlisten {
  let soon: ReturnType<typeof setTimeout> | undefined
  let stop: Unlisten | undefined
  let stopped = false
  const changed = () => {
    soon ??= setTimeout(() => {
      soon = undefined
      pulse.value += 1
      void look()
    }, BURST)
  }
  void look()
  listen('changed', changed).then(
    (end) => (stopped ? end() : (stop = end)),
    (error: unknown) => (trouble.value = error),
  )
  const slow = setInterval(() => void look(), SLOW)
  return () => {
    stopped = true
    clearInterval(slow)
    clearTimeout(soon)
    stop?.()
  }
}

/** Runs now, and again whenever something changed behind the page, as long as the component lives. */
export function useFresh(read: () => unknown): void {
  void read()
  onScopeDispose(watch(pulse, () => void read()))
}

/** Today as the desk has it; by the page's own clock before it has answered. */
export function today(): string {
  return station.value?.today ?? dayOf(new Date(now.value))
}
