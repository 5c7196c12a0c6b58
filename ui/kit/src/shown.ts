/** What is masked until a key shows it whole, for a short while: long enough to dial. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** How long it stays whole, in milliseconds. */
export const SHOWN_FOR = 30_000

/** Something masked that can be shown. */
export interface Shown {
  /** The whole of it, while it is shown. */
  whole: Ref<string | null>
  /** Shows it, or masks it again. What goes wrong is the caller's to tell. */
  toggle: () => Promise<void>
}

/** Asks for the whole of it only when it is to be shown; `of` is whose it is: another's begins masked. */
export function useShown(ask: () => Promise<string | null>, of: () => unknown): Shown {
  const whole = ref<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function mask(): void {
    clearTimeout(timer)
    whole.value = null
  }

  async function toggle(): Promise<void> {
    if (whole.value !== null) return mask()
    const whose = of()
    const shown = await ask()
    if (of() !== whose) return
    mask()
    whole.value = shown
    timer = setTimeout(mask, SHOWN_FOR)
  }

  watch(of, mask)
  onScopeDispose(mask)
  return { whole, toggle }
}
