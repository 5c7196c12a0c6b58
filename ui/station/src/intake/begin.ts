/** Begins an intake, blank or with what is known already. */
import { newIntake } from '../drafts/forms'
import { go } from '../place'
import type { IntakeForm } from './form'

/** What may be known before a form is begun: the item, and who comes. An ID number is typed each time: no screen has the whole of it. */
export type Known = Partial<Pick<IntakeForm, 'item' | 'itemName' | 'name' | 'phone' | 'noPhone' | 'address'>>

/** What is known for forms that are about to be shown, by their keys. */
const known = new Map<string, Known>()

/** Opens a form of its own with what is known; one that is open stays kept as a draft. */
export function beginIntake(about: Known): void {
  const form = newIntake()
  known.set(form, about)
  go({ room: 'intake', form })
}

/** What is known for this form, once. */
export function takeKnown(form: string): Known | undefined {
  const about = known.get(form)
  known.delete(form)
  return about
}
