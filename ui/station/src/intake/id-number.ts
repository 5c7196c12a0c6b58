/** The check of an ID number while it is typed; the latest answer wins. */
import { call, type IdNumberView } from '@shanyi/contract'
import { isClosedError } from '@shanyi/kit'
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'

/** What is known of the number as typed. */
export interface IdNumberCheck {
  /** What it says: birth, sex, age. */
  view: Ref<IdNumberView | null>
  /** What is wrong with it, the item's age condition too. */
  trouble: Ref<unknown>
  /** As long as a number is. */
  full: ComputedRef<boolean>
  /** Characters that count. */
  typed: ComputedRef<number>
  /** Checks it now. */
  check: () => Promise<void>
}

/** Checks what `text` gives against the item's age condition. */
export function useIdNumber(text: () => string, item: string): IdNumberCheck {
  const view = shallowRef<IdNumberView | null>(null)
  const trouble = shallowRef<unknown>(null)
  const plain = computed(() => text().replace(/\s/g, ''))
  const full = computed(() => plain.value.length >= 18)
  let asked = 0

  async function check(): Promise<void> {
    const turn = ++asked
    if (!plain.value) {
      view.value = null
      trouble.value = null
      return
    }
    try {
      const answer = await call('check_id_number', { text: text(), item })
      if (turn !== asked) return
      view.value = answer
      trouble.value = answer.age_fault ? { kind: 'age', fault: answer.age_fault } : null
    } catch (error) {
      if (turn !== asked) return
      view.value = null
      trouble.value = isClosedError(error) ? error : { kind: 'unknown' }
    }
  }

  watch(plain, () => void check())
  return { view, trouble, full, typed: computed(() => plain.value.length), check }
}
