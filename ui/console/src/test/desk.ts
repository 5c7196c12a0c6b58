/** Puts the township's pages up before a test. */
import { mount, type VueWrapper } from '@vue/test-utils'
import { nextTick } from 'vue'
import { vi } from 'vitest'
import App from '../App.vue'
import { forgetAll } from '../acts/drafts'
import { lookWho, signOut } from '../desk/session'
import { go } from '../place'
import { consoleWords } from '../words'

/** What bears a name for tests. */
export const test$ = (name: string) => `[data-test="${name}"]`

/** Opens the pages, signed in where the server says so, and waits for the list. */
export async function openDesk(language: 'zh-CN' | 'en' = 'zh-CN'): Promise<VueWrapper> {
  forgetAll()
  go({ queue: 'to_accept' })
  const page = mount(App, { attachTo: document.body, global: { plugins: [consoleWords(language)] } }) as unknown as VueWrapper
  await lookWho()
  await nextTick()
  return page
}

/** Leaves nothing of one test to the next. */
export async function closeDesk(): Promise<void> {
  await signOut().catch(() => undefined)
}

/** Waits until something can be seen. */
export async function until<T>(look: () => T): Promise<T> {
  return vi.waitFor(
    () => {
      const found = look()
      if (!found) throw new Error(`not yet: ${look.toString()}\n${document.body.textContent?.slice(0, 600)}`)
      return found
    },
    { timeout: 4000, interval: 10 },
  )
}

/** Waits for an element. */
export function see(name: string): Promise<HTMLElement> {
  return until(() => document.querySelector<HTMLElement>(test$(name)) as HTMLElement)
}

/** The words of an element, or nothing. */
export function wordsOf(name: string): string {
  return document.querySelector(test$(name))?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
}

/** Types into a field. */
export async function type(id: string, text: string): Promise<void> {
  const field = document.getElementById(id) as HTMLInputElement
  field.focus()
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
}

/** Presses a button. */
export async function pressOn(name: string): Promise<void> {
  const button = await see(name)
  button.click()
  await nextTick()
}

/** Answers the question that stands before the page. */
export async function answer(yes: boolean): Promise<void> {
  const button = await until(() => document.querySelector<HTMLElement>(`.sy-dialog .actions button:${yes ? 'first' : 'last'}-child`) as HTMLElement)
  button.click()
  await nextTick()
}
