/** What was set aside by station, and PCs whose name two programs use: read once and again whenever something changes. */
import { shallowRef, type ShallowRef } from 'vue'
import { ask, type AsideView } from '../api/api'
import { useFresh } from '../desk/live'

/** What is set aside, and the way to take note of an alarm. */
export interface Aside {
  view: ShallowRef<AsideView | null>
  trouble: ShallowRef<unknown>
  read: () => Promise<void>
  /** Takes note of the alarm about a PC. */
  note: (device: string) => Promise<void>
}

/** One for as long as the page is there. */
export function useAside(): Aside {
  const view = shallowRef<AsideView | null>(null)
  const trouble = shallowRef<unknown>(null)

  async function answered(asked: Promise<AsideView>): Promise<void> {
    try {
      view.value = await asked
      trouble.value = null
    } catch (reason) {
      trouble.value = reason
    }
  }

  const read = () => answered(ask('GET /api/aside', {}))
  useFresh(read)
  void read()
  return { view, trouble, read, note: (device) => answered(ask('POST /api/aside/{id}/noted', { id: device })) }
}
