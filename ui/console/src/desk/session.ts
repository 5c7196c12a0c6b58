/** Who is signed in. The password is handed on once and kept nowhere. */
import { dayOf } from '@shanyi/kit'
import { readonly, ref, shallowRef } from 'vue'
import { ask, failedWith, signedOutBell, type SessionView } from '../api/api'

const view = shallowRef<SessionView | null>(null)
const known = ref(false)
const ended = ref(false)
const trouble = shallowRef<unknown>(null)
const sitting = ref(0)
const account = ref('')

/** Who is signed in. */
export const session = {
  /** The person; absent where nobody is signed in. */
  view: readonly(view),
  /** The server was asked at least once. */
  known: readonly(known),
  /** The session ran out while somebody worked: what is on the screen stays until they sign in again. */
  ended: readonly(ended),
  /** Why the server could not be asked. */
  trouble: readonly(trouble),
  /** The account that was typed last, so that whoever is asked again types the password alone; gone with who signs out. */
  account: readonly(account),
  /** Counts the people who sat down: what one had on the screen is not shown to the next. */
  sitting: readonly(sitting),
}

signedOutBell.addEventListener('signed-out', () => {
  if (view.value) ended.value = true
})

/** Asks who is signed in. */
export async function lookWho(): Promise<void> {
  try {
    view.value = await ask('GET /api/session', {})
    ended.value = false
    trouble.value = null
  } catch (reason) {
    trouble.value = failedWith(reason, 'signed_out') ? null : reason
  }
  known.value = true
}

/** Signs in. Somebody else than before begins with an empty desk. */
export async function signIn(name: string, password: string): Promise<void> {
  const now = await ask('POST /api/session', { body: { name, password } })
  if (now.person !== view.value?.person) sitting.value += 1
  view.value = now
  account.value = name
  ended.value = false
  trouble.value = null
}

/** Signs out. The screen is cleared even where the server can't be told. */
export async function signOut(): Promise<void> {
  try {
    await ask('DELETE /api/session', {})
  } finally {
    view.value = null
    account.value = ''
    ended.value = false
    sitting.value += 1
  }
}

/** Today as the township has it; the browser's own day before it has answered. */
export function today(): string {
  return view.value?.today ?? dayOf(new Date())
}
