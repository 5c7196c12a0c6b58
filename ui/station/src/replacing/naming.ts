/** Under whose name this PC speaks: what the notice and the dialog share. */
import { call, callWithBytes, type NamingView } from '@shanyi/contract'
import { computed, readonly, ref, shallowRef } from 'vue'

const view = shallowRef<NamingView | null>(null)

/** What the desk last said of it; absent before the first answer. */
export const naming = readonly(view)
/** Its dialog is open. */
export const namingOpen = ref(false)
/** The county should be asked for a code: the name is a broken PC's, was revoked, or is another's. */
export const needsName = computed(() => !!view.value && (view.value.put_back !== null || view.value.revoked || view.value.stranger))
/** A code in the place of no other PC: where the name is one that another PC has, that one would be revoked. */
export const asksForNew = computed(() => !!view.value?.stranger && view.value.put_back === null)

/** Asks the desk. While that can't answer, what was said last stays. */
export async function readNaming(): Promise<void> {
  view.value = await call('naming').catch(() => view.value)
}

/** Takes a name by a code; without one what was begun goes on. */
export async function takeName(server: string | null, code: string | null): Promise<void> {
  try {
    view.value = await call('take_name', { server, code })
  } catch (error) {
    await readNaming()
    throw error
  }
}

/** Takes a name by an invitation that came in a file. */
export async function takeNameByFile(code: string, file: File): Promise<void> {
  view.value = await callWithBytes('take_name_by_file', { code }, new Uint8Array(await file.arrayBuffer()))
}
