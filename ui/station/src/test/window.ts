/** Puts the whole window up over a desk made of memory, and types as an operator does. */
import { call, useHost } from '@shanyi/contract'
import { press } from '@shanyi/kit/test'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { doubledKeys, type Language } from '@shanyi/kit'
import { vi } from 'vitest'
import App from '../App.vue'
import { isShut } from '../door/door'
import DoorPage from '../door/DoorPage.vue'
import { forgetOpened } from '../drafts/at-hand'
import { pictured } from '../first-picture'
import { here, placeOf } from '../place'
import { bringRooms } from '../rooms'
import { stationWords } from '../words'
import { NOW, type FakeDesk } from './fake-desk'

/** A window that stands, and hands to work it with. */
export interface Opened {
  app: VueWrapper
  /** Everything that is under way has come back. */
  settle: () => Promise<void>
  /** Presses a key where the focus is. */
  key: (name: string, init?: KeyboardEventInit & { keyCode?: number }) => Promise<void>
  /** Replaces what stands in the field that has the focus. */
  type: (words: string) => Promise<void>
  focus: (id: string) => Promise<void>
  text: (test: string) => string
  has: (test: string) => boolean
  focused: () => string
}

/** Opens the window at an address; before it stands what the desk has before it. */
export async function open(desk: FakeDesk, address = '#/today', language: Language = 'zh-CN'): Promise<Opened> {
  vi.spyOn(Date, 'now').mockImplementation(() => NOW * 1000 + performance.now())
  useHost(desk.host)
  forgetOpened()
  // A window that has stood for a moment.
  await bringRooms()
  pictured.value = true
  location.hash = address
  here.value = placeOf(address)
  const around = { attachTo: document.body, global: { plugins: [stationWords(language)] } }
  const door = await call('door')
  const app = (isShut(door) ? mount(DoorPage, { props: { door }, ...around }) : mount(App, around)) as unknown as VueWrapper
  const settle = async () => {
    for (let i = 0; i < 4; i += 1) await flushPromises()
    // Whatever a test does, no key on the screen has two meanings.
    const doubled = doubledKeys()
    if (doubled.length) throw new Error(`more than one thing answers to ${doubled.join(', ')} on ${here.value.room}`)
  }
  await settle()
  const find = (test: string) => document.querySelector<HTMLElement>(`[data-test="${test}"]`)
  return {
    app,
    settle,
    async key(name, init) {
      const target = document.activeElement
      const taken = await press(name, init)
      // Enter and Space on a button press it; jsdom leaves that to the test.
      if (!taken && target instanceof HTMLButtonElement && (name === 'Enter' || name === ' ')) target.click()
      await settle()
    },
    async type(words) {
      const field = document.activeElement as HTMLInputElement
      field.value = words
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await settle()
    },
    async focus(id) {
      document.getElementById(id)?.focus()
      await settle()
    },
    text: (test) => find(test)?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
    has: (test) => find(test) !== null,
    focused: () => document.activeElement?.id ?? '',
  }
}
