/** What is wrong with a form, field by field, for the fields and the summary at once. */
import { computed, reactive, type ComputedRef } from 'vue'
import type { FieldError } from './parts/SyErrorSummary.vue'

/** The faults of one form. */
export interface FormFaults<F extends string> {
  /** The sentence for a field, or nothing: `:error="faults.of.name"`. */
  of: Partial<Record<F, string>>
  /** For `SyErrorSummary`, in the order of the form. */
  list: ComputedRef<FieldError[]>
  /** Takes what a check found: fields without an entry are well. */
  set: (found: Partial<Record<F, string>>) => void
  /** One field is looked at again: a sentence, or nothing. */
  mark: (field: F, sentence: string | undefined) => void
  clear: () => void
}

/** Faults of a form whose fields have these ids, in this order. */
export function useFaults<F extends string>(fields: readonly F[]): FormFaults<F> {
  const of = reactive({}) as Partial<Record<F, string>>
  function mark(field: F, sentence: string | undefined): void {
    if (sentence) of[field] = sentence as (typeof of)[F]
    else delete of[field]
  }
  return {
    of,
    list: computed(() => fields.filter((f) => of[f]).map((f) => ({ field: f, text: of[f] ?? '' }))),
    set: (found) => fields.forEach((f) => mark(f, found[f])),
    mark,
    clear: () => fields.forEach((f) => mark(f, undefined)),
  }
}
