/** Every form that was begun and not finished: which ones, which were opened in this window, and the way from one to the next. */
import { call, type DraftView } from '@shanyi/contract'
import { computed, shallowReactive, shallowRef } from 'vue'
import { go, here } from '../place'
import { formAt, listed, placeOfForm } from './forms'

const drafts = shallowRef<DraftView[]>([])
/** Opened since the window is there: they need no offer. */
const opened = shallowReactive(new Set<string>())
/** In the order in which they were first seen, so that going round meets each once. */
const order: string[] = []
let last: string | undefined

/** Why something typed is not on the disk, by the form's key; empty when all is well. */
export const unkept = shallowReactive(new Map<string, unknown>())

/** Every form at hand, the newest first. */
export const atHand = computed(() => drafts.value.map(listed))
/** Those that were open when the program ended: they are offered. */
export const offered = computed(() => atHand.value.filter(({ draft }) => !draft.aside && !opened.has(draft.form)))
/** The others: put aside, or open in this window. */
export const waiting = computed(() => atHand.value.filter((form) => !offered.value.includes(form)))

/** Reads them again. */
export async function readAtHand(): Promise<void> {
  drafts.value = await call('drafts')
  for (const { form } of [...drafts.value].reverse()) if (!order.includes(form)) order.push(form)
}

/** A form is gone with its save; the list need not be read to know it. */
export function isSaved(form: string): void {
  drafts.value = drafts.value.filter((draft) => draft.form !== form)
}

/** A form is on the screen. */
export function isOpen(form: string): void {
  opened.add(form)
  last = form
}

/** Goes on with a form, or to its words where nothing can be gone on with. */
export function open(form: string): void {
  const found = atHand.value.find(({ draft }) => draft.form === form)
  const place = placeOfForm(form)
  go(found && !found.usable ? { room: 'draft', form } : (place ?? { room: 'draft', form }))
}

/** The form that the key of the next one leads to; nothing where no other is at hand. */
export const nextForm = computed(() => {
  const now = here.value.room === 'draft' ? here.value.form : formAt(here.value)
  const there = new Set(atHand.value.filter((f) => f.usable).map(({ draft }) => draft.form))
  const others = order.filter((form) => form !== now && there.has(form))
  if (now === undefined || !order.includes(now)) return last !== undefined && others.includes(last) ? last : others.at(-1)
  const from = order.indexOf(now)
  return others.find((form) => order.indexOf(form) > from) ?? others[0]
})

/** Puts a form aside: it stays, and is not offered at the next start. */
export async function putAside(form: string): Promise<void> {
  await call('put_aside', { form, aside: true })
  await readAtHand()
}

/** Forgets a form, after the operator said so. */
export async function drop(form: string): Promise<void> {
  await call('drop_draft', { form })
  await readAtHand()
}

/** Everything as in a window that has just opened. */
export function forgetOpened(): void {
  drafts.value = []
  opened.clear()
  order.length = 0
  last = undefined
  unkept.clear()
}
