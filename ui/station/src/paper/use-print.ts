/** Printing from a page: asks the window for the sheet, and says what came of it. */
import { print as printSheet } from '@shanyi/contract'
import { onBeforeUnmount, reactive, ref, shallowRef } from 'vue'
import { addressOf, type PaperKind } from '../place'

/** The printing of one page. */
export function usePrint() {
  const busy = ref<PaperKind | null>(null)
  const trouble = shallowRef<unknown>(null)
  /** The last sheet, and what became of it. */
  const last = shallowRef<{ kind: PaperKind; outcome: 'sent' | 'cancelled' | 'dialog' } | null>(null)
  /** Sheets that a printer got, or may have got. */
  const did = reactive(new Set<PaperKind>())
  let gone = false
  onBeforeUnmount(() => (gone = true))

  async function print(kind: PaperKind, id: string): Promise<void> {
    if (busy.value) return
    busy.value = kind
    trouble.value = null
    try {
      const route = addressOf({ room: 'paper', kind, id }).replace('#/paper/', '')
      const { outcome } = await printSheet(route)
      if (gone) return
      last.value = { kind, outcome }
      if (outcome !== 'cancelled') did.add(kind)
    } catch (error) {
      trouble.value = error
      last.value = null
    } finally {
      busy.value = null
    }
  }

  return { busy, trouble, last, did, print }
}

/** What `usePrint` gives. */
export type Printing = ReturnType<typeof usePrint>
