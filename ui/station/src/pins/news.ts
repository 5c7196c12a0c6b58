/** What others did to one's own PIN. It is asked for once, when the first picture stands, and when something was done about it. */
import { call, type PinNewsView } from '@shanyi/contract'
import { readonly, shallowRef } from 'vue'

const said = shallowRef<PinNewsView[]>([])

/** What others did, the newest first; nothing once one took note of it. */
export const news = readonly(said)

/** Asks the desk. While that can't answer, what was said last stays. */
export async function readNews(): Promise<void> {
  said.value = await call('pin_news').catch(() => said.value)
}

/** Takes note of it. */
export async function noteNews(): Promise<void> {
  await call('note_pin_news')
  said.value = []
}
