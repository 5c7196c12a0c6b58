/** The second folder with the copies: what every page that speaks of it shares. */
import { call, type OuterView } from '@shanyi/contract'
import { readonly, ref, shallowRef } from 'vue'

const view = shallowRef<OuterView | null>(null)
const open = ref(false)

/** What the desk last said of it; absent before the first answer. */
export const outer = readonly(view)
/** Its dialog is open. */
export const outerOpen = open

/** Asks the desk. While that can't answer, what was said last stays. */
export async function readOuter(): Promise<void> {
  view.value = await call('outer').catch(() => view.value)
}

/** Chooses a folder. */
export async function chooseOuter(folder: string): Promise<void> {
  view.value = await call('choose_outer', { folder })
}

/** Makes a copy now. */
export async function copyOut(): Promise<void> {
  try {
    view.value = await call('copy_out')
  } catch (error) {
    await readOuter()
    throw error
  }
}
