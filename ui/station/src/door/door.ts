/** Where the door stands, and the ways through it. */
import { call, type DoorView } from '@shanyi/contract'
import { keyUp } from '@shanyi/kit'
import { keepAll } from '../drafts/draft'
import { live } from '../desk/live'
import { onScopeDispose, watch } from 'vue'

/** A key is told to the program at most this often, in milliseconds. */
const TELL_EVERY = 15_000

/** Whether something stands before the desk: somebody has to come in, or the PC is no station's yet. */
export function isShut(door: DoorView | undefined): boolean {
  return door?.state === 'joining' || door?.state === 'choose_pin' || door?.state === 'confirm_recovery' || door?.state === 'locked'
}

/** Begins the page anew: nothing that was on it stays in its memory. */
export const leave = { page: (): void => location.reload() }

/** The same once the key that asked for it is up, so that it presses nothing on the page that comes. */
export async function leaveByKey(): Promise<void> {
  await keyUp()
  leave.page()
}

let leaving = false

function leaveOnce(): void {
  if (leaving) return
  leaving = true
  leave.page()
}

/** Locks the door. What is typed is on the disk before. */
export async function lock(): Promise<void> {
  await keepAll()
  await call('lock')
  leaveOnce()
}

/** Leaves the page when the program has locked the door by itself, and tells it that somebody is at the keys. */
export function useDoor(): void {
  leaving = false
  onScopeDispose(watch(live.trouble, (trouble) => (trouble as { kind?: unknown } | null)?.kind === 'locked' && leaveOnce(), { immediate: true }))
  let told = performance.now()
  const touched = (): void => {
    if (performance.now() - told < TELL_EVERY) return
    told = performance.now()
    // A desk that can't be asked is told of elsewhere.
    call('still_here').catch(() => undefined)
  }
  for (const sign of SIGNS) window.addEventListener(sign, touched, { capture: true, passive: true })
  onScopeDispose(() => SIGNS.forEach((sign) => window.removeEventListener(sign, touched, { capture: true })))
}

const SIGNS = ['keydown', 'pointerdown', 'wheel'] as const
