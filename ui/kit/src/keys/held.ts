/** Whether the key that was pressed last is still down: what begins anew waits for it, so that it presses nothing there. */

/** The key that is down; of several the one that was pressed last, so that one whose end nobody told is soon forgotten. */
let down: string | undefined
let waiting: (() => void)[] = []

/** Begins to follow the keys. */
export function watchHeld(): void {
  const nameOf = (event: KeyboardEvent) => event.code || event.key
  window.addEventListener('keydown', (event) => (down = nameOf(event)), true)
  window.addEventListener('keyup', (event) => nameOf(event) === down && free(), true)
  // A window that is not looked at hears of no key's end.
  window.addEventListener('blur', free)
}

function free(): void {
  down = undefined
  const all = waiting
  waiting = []
  all.forEach((go) => go())
}

/** Comes back when the key is up; at once where none is down. */
export function keyUp(): Promise<void> {
  return down === undefined ? Promise.resolve() : new Promise((go) => waiting.push(go))
}
