/** The waits behind wrong PINs, by the page's own running: no clock that anybody sets has a part in them. */
import { onScopeDispose, ref } from 'vue'

/** How often what is left is looked at, in milliseconds. */
const TICK = 250

/** What a refusal says of the wait before the next try, in seconds. */
function secondsOf(error: unknown): number | undefined {
  const seconds = (error as { seconds?: unknown } | null)?.seconds
  return typeof seconds === 'number' ? seconds : undefined
}

/** Waits of each, counted down; `began` has the seconds that are left of earlier ones. */
export function useWaits(began: readonly { id: number; wait_seconds: number }[] = []) {
  const until = ref(new Map(began.map((one) => [one.id, performance.now() + one.wait_seconds * 1000])))
  const clock = ref(performance.now())
  const ticking = setInterval(() => (clock.value = performance.now()), TICK)
  onScopeDispose(() => clearInterval(ticking))
  return {
    /** Seconds before the next PIN of this one is tried. */
    left: (id: number): number => Math.max(0, Math.ceil(((until.value.get(id) ?? 0) - clock.value) / 1000)),
    /** Takes over what a refusal says. */
    heard(id: number, error: unknown): void {
      const seconds = secondsOf(error)
      if (seconds === undefined) return
      clock.value = performance.now()
      until.value = new Map(until.value).set(id, clock.value + seconds * 1000)
    },
  }
}
