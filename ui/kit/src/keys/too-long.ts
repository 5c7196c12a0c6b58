/**
 * Keeps what is far too long out of every field, before the field, its page or
 * its draft sees it: eight megabytes pasted by mistake would stop the window.
 * What is refused is still on the clipboard; nothing that was typed is touched.
 */
import { shallowRef } from 'vue'

/** Most characters of a field that does not say `data-limit` itself. */
export const MOST = 500

/** What was refused last: where, how much, and what would have fitted. */
export interface TooLong {
  field: Element
  count: number
  limit: number
}

/** It stands until something is typed there, or somewhere else. */
export const tooLong = shallowRef<TooLong | null>(null)

type Field = HTMLInputElement | HTMLTextAreaElement

/** What stood in a field when it was last looked at and short enough. */
const stood = new WeakMap<Field, string>()

/** Watches all fields of the window. Gives the way to stop it. */
export function guardFields(window: Window = globalThis.window): () => void {
  const heard: [string, (event: Event) => void][] = [['paste', brought], ['drop', brought], ['input', typed], ['focusin', seen]]
  for (const [name, hear] of heard) window.addEventListener(name, hear, { capture: true })
  return () => heard.forEach(([name, hear]) => window.removeEventListener(name, hear, { capture: true }))
}

function fieldOf(event: Event): Field | undefined {
  const field = event.target
  const texts = (field instanceof HTMLInputElement && !['radio', 'checkbox', 'file'].includes(field.type)) || field instanceof HTMLTextAreaElement
  return texts && !(field as Field).readOnly ? (field as Field) : undefined
}

function limitOf(field: Field): number {
  return Number(field.dataset.limit) || MOST
}

function seen(event: Event): void {
  const field = fieldOf(event)
  if (field && field.value.length <= limitOf(field) * 2) stood.set(field, field.value)
}

/** What is pasted or dropped goes in whole or not at all. */
function brought(event: Event): void {
  const field = fieldOf(event)
  if (!field) return
  const data = event instanceof ClipboardEvent ? event.clipboardData : (event as DragEvent).dataTransfer
  const count = data?.getData('text/plain').length ?? 0
  const room = limitOf(field) - field.value.length + marked(field)
  if (count <= Math.max(room, 0)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  tooLong.value = { field, count, limit: limitOf(field) }
}

function marked(field: Field): number {
  return (field.selectionEnd ?? 0) - (field.selectionStart ?? 0)
}

/** What came in another way and is monstrous goes out again. A little more than the limit is the page's own to say. */
function typed(event: Event): void {
  const field = fieldOf(event)
  if (!field) return
  const limit = limitOf(field)
  if (field.value.length > limit * 2) {
    event.stopImmediatePropagation()
    const count = field.value.length
    field.value = stood.get(field) ?? ''
    tooLong.value = { field, count, limit }
    return
  }
  stood.set(field, field.value)
  tooLong.value = null
}
