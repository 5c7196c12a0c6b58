/** What is typed at intake, as a draft keeps it and as the desk takes it. */
import type { Channel, MaterialLine, TakeIn } from '@shanyi/contract'
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

/** A form's own id: 16 random bytes in hexadecimal digits. */
export function newFormId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
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
  if (typeof content !== 'object' || content === null || (content as { shape?: unknown }).shape !== 1) return undefined
  return { ...blankForm(), ...(content as Partial<IntakeForm>) }
}

/** What the desk is handed. Lines go along as far as something of them is here. */
export function takeInOf(form: IntakeForm, submit: boolean, draft: string): TakeIn {
  const materials = Object.values(form.lines).filter((line): line is MaterialLine => !isEmpty(line))
  return {
    item: form.item ?? '',
    applicant: { name: form.name.trim(), id_number: form.idNumber.trim(), phone: form.noPhone ? null : form.phone.trim(), address: form.address.trim() },
    channel: form.channel,
    materials,
    applies: Object.keys(form.answers).filter((code) => form.answers[code]),
    submit,
    draft,
  }
}
