/** What was typed for an act and not sent yet. It lives as long as the page and nowhere else. */
import { reactive } from 'vue'
import type { ActKind } from '../api/api'

const kept = new Map<string, object>()

/** The draft of an act on a case; begun with what `begin` gives. */
export function draftOf<T extends object>(id: string, act: ActKind, begin: () => T): T {
  const key = `${id} ${act}`
  const draft = kept.get(key) ?? reactive(begin())
  kept.set(key, draft)
  return draft as T
}

/** The act was carried out: its draft goes. */
export function forget(id: string, act: ActKind): void {
  kept.delete(`${id} ${act}`)
}

/** The case is gone for good: whatever was typed about it goes. */
export function forgetCase(id: string): void {
  for (const key of kept.keys()) if (key.startsWith(`${id} `)) kept.delete(key)
}

/** Somebody else sits down: everything goes. */
export function forgetAll(): void {
  kept.clear()
}
