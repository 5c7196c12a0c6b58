/** Keys that move a page up and down, for pages that have no list for the arrows. */
import type { KeyBinding } from '@shanyi/kit'

/** Part of the window's height that an arrow moves. */
const STEP = 0.12
/** Part of it that a whole page moves: a few lines stay in sight. */
const PAGE = 0.8

/** Up and down by a few lines and by a page. */
export function pageKeys(label: string): KeyBinding[] {
  const by = (part: number) => () => {
    const page = document.querySelector('main.page')
    page?.scrollBy?.({ top: part * page.clientHeight })
  }
  return [
    { key: 'ArrowUp', label, foot: true, repeat: true, run: by(-STEP) },
    { key: 'ArrowDown', label, foot: true, repeat: true, run: by(STEP) },
    { key: 'PageUp', label, repeat: true, run: by(-PAGE) },
    { key: 'PageDown', label, repeat: true, run: by(PAGE) },
  ]
}
