/**
 * Keys for a page that is on its way. They are held while nothing on the screen would take them, and
 * pressed again, in their order, where the focus is once the page is there.
 */
import { isTyping } from '@shanyi/kit'
import { nextTick, onBeforeUnmount, watch } from 'vue'
import { here } from './place'

/** Nobody types more than this in the moment that a page takes; a key that lies on the board does. */
const MOST = 64

/** Holds what is typed while `onItsWay`. Whoever goes elsewhere meanwhile takes nothing along. */
export function useHeldKeys(onItsWay: () => boolean): void {
  let held: string[] = []
  const hear = (event: KeyboardEvent): void => {
    if (!onItsWay() || !isMeantForThePage(event)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.key === 'Backspace') held.pop()
    else if (held.length < MOST) held.push(event.key)
  }
  window.addEventListener('keydown', hear, true)
  onBeforeUnmount(() => window.removeEventListener('keydown', hear, true))
  watch(here, () => (held = []), { flush: 'sync' })
  watch(
    onItsWay,
    async (still) => {
      if (still) return
      const keys = held
      held = []
      for (const key of keys) {
        // The page puts its focus, and shows what the key before did.
        await nextTick()
        pressAgain(key)
      }
    },
    { flush: 'post' },
  )
}

/** Letters, digits and signs, and what ends or mends them. F-keys and chords belong to the window, what an input method writes to the field it writes in. */
function isMeantForThePage(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return false
  if (isTyping(event.target)) return false
  return isLetter(event.key) || event.key === 'Backspace' || (event.key === 'Enter' && !event.repeat)
}

const isLetter = (key: string): boolean => [...key].length === 1

/** Does what the browser does with a key: asks the page, and writes it where nobody took it. */
function pressAgain(key: string): void {
  const target = document.activeElement ?? document.body
  const untaken = target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  if (!untaken || !isLetter(key)) return
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) || target.selectionStart === null) return
  target.setRangeText(key, target.selectionStart, target.selectionEnd ?? target.selectionStart, 'end')
  target.dispatchEvent(new InputEvent('input', { bubbles: true, data: key, inputType: 'insertText' }))
}
