/** What is typed at intake, as a draft keeps it and as the desk takes it. */
import type { Channel, ListedMaterial, MaterialLine, TakeIn } from '@shanyi/contract'
import { shaped } from '../drafts/shape'
import { isEmpty, type Answers, type Lines } from '../materials/standing'

/** Item, villager, papers; the receipt is no part of the form. */
export type Step = 0 | 1 | 2

/** Everything typed in one form. */
export interface IntakeForm {
  /** The shape of this, so that a newer window still reads an older draft. */
  shape: 1
  step: Step
  /** The item's code. */
  item: string | null
  /** Its name, for the list of drafts. */
  itemName: string
  name: string
  idNumber: string
  phone: string
  /** 无手机: there is no telephone to write down. */
  noPhone: boolean
  address: string
  channel: Channel
  lines: Lines
  answers: Answers
  /** The present line of the papers, from 0. */
  at: number
}

/** A form nobody has typed in. */
export function blankForm(): IntakeForm {
  return { shape: 1, step: 0, item: null, itemName: '', name: '', idNumber: '', phone: '', noPhone: false, address: '', channel: 'counter', lines: {}, answers: {}, at: 0 }
}

/** Whether anything worth keeping was typed. */
export function isBlank(form: IntakeForm): boolean {
  return !form.item && !form.name && !form.idNumber && !form.phone && !form.address && Object.values(form.lines).every(isEmpty)
}

/** Reads a draft's content; nothing where it is no form of this window. */
export function formOf(content: unknown): IntakeForm | undefined {
  return shaped(blankForm(), content)
}

/** What the desk is handed. Lines go along as far as something of them is here and the list still has them. */
export function takeInOf(form: IntakeForm, listed: readonly ListedMaterial[], submit: boolean, draft: string): TakeIn {
  const codes = new Set(listed.map((m) => m.code))
  const materials = Object.values(form.lines).filter((line): line is MaterialLine => !isEmpty(line) && codes.has(line.material))
  return {
    item: form.item ?? '',
    applicant: { name: form.name.trim(), id_number: form.idNumber.trim(), phone: form.noPhone ? null : form.phone.trim(), address: form.address.trim() },
    channel: form.channel,
    materials,
    applies: Object.keys(form.answers).filter((code) => form.answers[code] && codes.has(code)),
    submit,
    draft,
  }
}
