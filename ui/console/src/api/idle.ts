/**
 * Whether somebody is at this page. It asks for changes by itself, and for what has changed: the server is told
 * when nobody has touched it for a while, so that a session that nobody uses ends.
 */

/** So long, in milliseconds, nobody has to touch a page before it says so. */
const QUIET = 120_000

let touched = Date.now()

for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const)
  addEventListener(event, () => (touched = Date.now()), { capture: true, passive: true })

/** What is said of it with a request. */
export function idleHeader(): Record<string, string> {
  return Date.now() - touched > QUIET ? { 'X-Shanyi-Idle': '1' } : {}
}
