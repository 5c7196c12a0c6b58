/**
 * Keys: every action of a page is bound here, so that the footer and the page
 * of keys ("?") can't say anything else than what the keys really do.
 */
import { computed, getCurrentScope, hasInjectionContext, inject, onScopeDispose, provide, shallowReactive, shallowRef, type ComputedRef, type InjectionKey } from 'vue'
import { watchHeld } from './held'

/** One key and what it does. */
export interface KeyBinding {
  /** The key as `KeyboardEvent.key` names it, with modifiers before it: `F2`, `Enter`, `Space`, `/`, `?`, `G`, `Ctrl+S`. Letters match in either case. */
  key: string
  /** What it does, in the operator's words. Bindings without words work but are shown nowhere. */
  label?: string
  /** What to do. */
  run: (event: KeyboardEvent) => void
  /** Whether the key works now; asked at each press. */
  when?: () => boolean
  /** Also works while somebody types in a field. F-keys and Esc always do. */
  whileTyping?: boolean
  /** Also shown in the footer. */
  foot?: boolean
  /** A held key runs it again and again (moving through a list). Off: a held Enter acts once. */
  repeat?: boolean
  /** Also works behind a dialog: whoever has to leave the counter does not close it first. */
  always?: boolean
}

/** How one set of keys stands to the others. */
export interface KeyScope {
  /** Heading of this set on the page of keys; asked each time, since the language may have changed. */
  title?: () => string
  /** Nothing below it hears a key while it is there (a dialog). */
  modal?: boolean
}

interface Layer extends KeyScope {
  bindings: () => readonly KeyBinding[]
  /** How many dialogs it is in. */
  depth: number
}

/** How many dialogs what stands here is in. */
const DEPTH: InjectionKey<number> = Symbol('depth')

const layers = shallowReactive<Layer[]>([])
let listening = false
/** Presses whose reload was prevented; they may still be bound to something. */
const guarded = new WeakSet<Event>()

/**
 * Binds keys for as long as the calling component lives. Later sets win over
 * earlier ones; a modal set silences those below, and what comes on the page
 * behind it while it is there. Keys pressed inside an input method's
 * composition are never seen.
 */
export function useKeys(bindings: readonly KeyBinding[] | (() => readonly KeyBinding[]), scope: KeyScope = {}): void {
  const around = hasInjectionContext() ? inject(DEPTH, 0) : 0
  const depth = scope.modal ? around + 1 : around
  if (scope.modal && hasInjectionContext()) provide(DEPTH, depth)
  const layer: Layer = { ...scope, depth, bindings: typeof bindings === 'function' ? bindings : () => bindings }
  listen()
  layers.splice(layers.findLastIndex((other) => other.depth <= depth) + 1, 0, layer)
  if (getCurrentScope()) onScopeDispose(() => layers.splice(layers.indexOf(layer), 1))
}

/** A set of keys and its heading, for the page of keys. */
export interface KeyGroup {
  title?: string
  bindings: KeyBinding[]
}

/** The keys that work now, nearest set first; of two bindings of a key only the one that would run. */
export function useActiveKeys(): ComputedRef<KeyGroup[]> {
  return computed(() => {
    const taken = new Set<string>()
    const groups: KeyGroup[] = []
    for (const layer of audible()) {
      const bindings = layer.bindings.filter((b) => {
        const name = b.key.toLowerCase()
        if (taken.has(name) || (b.when && !b.when())) return false
        taken.add(name)
        return Boolean(b.label)
      })
      if (bindings.length) groups.push({ title: layer.title?.(), bindings })
    }
    return groups
  })
}

/** Keys to which more than one binding answers now: what is bound below is never reached. For tests, which expect none. */
export function doubledKeys(): string[] {
  const said = new Map<string, string[]>()
  for (const { bindings } of audible()) {
    for (const { key, label = '', when } of bindings) {
      const name = key.toLowerCase()
      if (!when || when()) said.set(name, [...(said.get(name) ?? []), label])
    }
  }
  return [...said].filter(([, labels]) => labels.length > 1).map(([key, labels]) => `${key} (${labels.join(', ')})`)
}

/** Keeps F5 and Ctrl+R from throwing away what is on the screen. The station's window asks for it; a browser's page does not. */
export function guardReload(): void {
  window.addEventListener(
    'keydown',
    (event) => {
      const reload = event.key === 'F5' || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'r')
      if (!reload) return
      event.preventDefault()
      guarded.add(event)
    },
    { capture: true },
  )
}

/** Whether a key press belongs to an input method that is composing. WebKit reports the committing key with code 229 after the composition has ended. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

/** The text field that has the focus, if any; shown to pages that want to leave a field by key. */
export const typingIn = shallowRef<HTMLElement | null>(null)

const TEXT_TYPES = new Set(['text', 'search', 'tel', 'url', 'email', 'password', 'number', 'date', 'time', 'month'])

/** Whether a key press at this element would be typing. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && TEXT_TYPES.has(target.type)
}

function listen(): void {
  if (listening) return
  listening = true
  watchHeld()
  window.addEventListener('keydown', hear)
  // A field that is taken off the page says nothing of it; the next key or click does.
  for (const event of ['focusin', 'focusout', 'keyup', 'click']) window.addEventListener(event, lookTyping)
}

function lookTyping(): void {
  typingIn.value = isTyping(document.activeElement) ? (document.activeElement as HTMLElement) : null
}

function hear(event: KeyboardEvent): void {
  if ((event.defaultPrevented && !guarded.has(event)) || isComposing(event) || ownedByElement(event)) return
  const typing = isTyping(event.target)
  for (const layer of audible()) {
    for (const binding of layer.bindings) {
      if (!matches(binding.key, event)) continue
      if (typing && !binding.whileTyping && !worksInFields(event.key)) continue
      if (binding.when && !binding.when()) continue
      event.preventDefault()
      if (!event.repeat || binding.repeat) binding.run(event)
      return
    }
  }
}

/** The sets that hear a key, the nearest first; behind a dialog only what always works. */
function* audible(): Generator<Pick<Layer, 'title'> & { bindings: readonly KeyBinding[] }> {
  let behind = false
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const layer = layers[i]
    if (!layer) continue
    const bindings = layer.bindings()
    yield { title: layer.title, bindings: behind ? bindings.filter((binding) => binding.always) : bindings }
    behind ||= layer.modal === true
  }
}

function worksInFields(key: string): boolean {
  return key === 'Escape' || /^F\d+$/.test(key)
}

/** Enter and Space on a button or link press it; arrows in an open list move in it; the page must not answer as well. */
function ownedByElement(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  const open = target.getAttribute('aria-expanded') === 'true' && target.getAttribute('role') === 'combobox'
  if (open && ['Enter', 'Escape', 'ArrowDown', 'ArrowUp'].includes(event.key)) return true
  if (target instanceof HTMLTextAreaElement && event.key === 'Enter') return !(event.ctrlKey || event.metaKey)
  const pressed = target.closest('button, a[href], summary, [role="button"], [role="option"]')
  if (pressed && (event.key === 'Enter' || event.key === ' ')) return true
  const input = target instanceof HTMLInputElement ? target.type : ''
  if (input === 'radio') return event.key === ' ' || event.key.startsWith('Arrow')
  return (input === 'checkbox' || input === 'file') && event.key === ' '
}

function matches(wanted: string, event: KeyboardEvent): boolean {
  const parts = wanted === '+' ? ['+'] : wanted.split('+')
  const key = parts.pop() ?? ''
  const held = new Set(parts.map((p) => p.toLowerCase()))
  if (held.has('ctrl') !== (event.ctrlKey || event.metaKey) || held.has('alt') !== event.altKey) return false
  const pressed = event.key === ' ' ? 'Space' : event.key
  const single = key.length === 1
  // "?" is Shift and "/" on one keyboard and a key of its own on another: only named keys mind Shift.
  if (!single && held.has('shift') !== event.shiftKey) return false
  if (single && /[a-z]/i.test(key) && held.has('shift') !== event.shiftKey) return false
  return pressed.toLowerCase() === (key === 'Esc' ? 'escape' : key.toLowerCase())
}

/** One line of the footer or the page of keys: several keys that do the same stand together. */
export interface KeyLine {
  keys: string[]
  label: string
}

/** Bindings as lines, in their order. */
export function keyLines(bindings: readonly KeyBinding[]): KeyLine[] {
  const lines = new Map<string, KeyLine>()
  for (const { key, label = '' } of bindings) {
    const line = lines.get(label)
    if (line) line.keys.push(key)
    else lines.set(label, { keys: [key], label })
  }
  return [...lines.values()]
}

/** How a key is written on the screen. */
export function keyWords(key: string, space: string): string {
  const names: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', Space: space }
  return key
    .split(/(?<=.)\+/)
    .map((part) => names[part] ?? part)
    .join(' + ')
}
