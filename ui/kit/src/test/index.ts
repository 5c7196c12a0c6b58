/** For tests of pages: put one up with its words, press keys, look for barriers. */
import { mount, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { nextTick, type Component } from 'vue'
import { createWords, type Language, type RoomMessages } from '../words/words'

/** How a component is put up. */
export interface ShowOptions {
  props?: Record<string, unknown>
  slots?: Record<string, unknown>
  rooms?: Record<string, RoomMessages>
  language?: Language
}

/** Puts a component into the document with its words. */
export function show(component: Component, { props, slots, rooms, language }: ShowOptions = {}): VueWrapper {
  return mount(component as never, {
    attachTo: document.body,
    props: props as never,
    slots: slots as never,
    global: { plugins: [createWords(rooms, language)] },
  }) as unknown as VueWrapper
}

/** Presses a key where the focus is. Answers whether the page took it for itself. */
export async function press(key: string, init: KeyboardEventInit & { keyCode?: number } = {}): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
  if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode })
  ;(document.activeElement ?? document.body).dispatchEvent(event)
  await nextTick()
  return event.defaultPrevented
}

/** What axe finds wrong, one line each; an empty list is what one wants. Contrast is looked at in the real browser. */
export async function barriers(element: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(element, {
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'page-has-heading-one': { enabled: false }, 'landmark-one-main': { enabled: false } },
  })
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html}`))
}

export { kindsOf, type ErrorKind } from './kinds'
