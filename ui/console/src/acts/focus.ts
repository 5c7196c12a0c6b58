/** Brings the person to the first thing to mend. */
import { nextTick } from 'vue'

/** Puts the focus into the first of these fields. */
export function focusFirst(faults: readonly { field: string }[]): void {
  const first = faults[0]
  if (!first) return
  void nextTick(() => {
    const element = document.getElementById(first.field)
    // With its label and what is wrong, which stand around it.
    const whole = element?.closest('.sy-frame') ?? element
    element?.focus()
    whole?.scrollIntoView?.({ block: 'nearest' })
  })
}
