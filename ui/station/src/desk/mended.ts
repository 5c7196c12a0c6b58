/** What the last mending came to; it stays on the screen until somebody has read it. */
import type { MendView } from '@shanyi/contract'
import { shallowRef } from 'vue'

export const mended = shallowRef<MendView | null>(null)

/** Shows it. */
export function showMended(done: MendView): void {
  mended.value = done
}
