import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { barriers, press, show } from '../test'
import SyCombobox from './SyCombobox.vue'

interface Item {
  code: string
  name: string
  initials: string
}
const items: Item[] = [
  { code: 'a', name: '老年人优待证', initials: 'lnryd' },
  { code: 'b', name: '残疾人两项补贴', initials: 'cjrlxbt' },
  { code: 'c', name: '残疾人证', initials: 'cjrz' },
]
const search = (q: string) => items.filter((i) => !q || i.name.includes(q) || i.initials.startsWith(q))

async function put(props: Record<string, unknown> = {}) {
  const box = show(SyCombobox as never, {
    props: { id: 'item', label: '事项', search, keyOf: (i: Item) => i.code, textOf: (i: Item) => i.name, modelValue: null, ...props },
  })
  await flushPromises()
  const input = box.get('input')
  return {
    box,
    input,
    async type(words: string) {
      input.element.focus()
      input.element.value = words
      await input.trigger('input')
      await flushPromises()
    },
    options: () => box.findAll('[role=option]').map((o) => o.text()),
  }
}

test('nothing opens before somebody types', async () => {
  const { options, input } = await put({ modelValue: items[0] })
  expect(input.element.value).toBe('老年人优待证')
  expect(options()).toEqual([])
})

test('initials find, and Enter takes the first', async () => {
  const { box, type, options } = await put()
  await type('cjr')
  expect(options()).toEqual(['残疾人两项补贴', '残疾人证'])
  await press('Enter')
  await flushPromises()
  expect(box.emitted('update:modelValue')).toEqual([[items[1]]])
  expect(box.emitted('pick')).toEqual([[items[1]]])
})

test('arrows move before Enter takes', async () => {
  const { box, type } = await put()
  await type('cjr')
  await press('ArrowDown')
  await press('Enter')
  await flushPromises()
  expect(box.emitted('pick')).toEqual([[items[2]]])
})

test('the Enter that ends a composition takes nothing, in Chromium and in WebKit', async () => {
  const { box, type } = await put()
  await type('cjr')
  await press('Enter', { isComposing: true })
  await press('Enter', { keyCode: 229 })
  await flushPromises()
  expect(box.emitted('pick')).toBeUndefined()
})

test('letters of an unfinished composition are not looked for', async () => {
  const asked = vi.fn(search)
  const { input } = await put({ search: asked })
  input.element.focus()
  input.element.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
  input.element.value = 'can ji'
  input.element.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }))
  await flushPromises()
  expect(asked.mock.calls.flat()).not.toContain('can ji')
  input.element.value = '残疾'
  input.element.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '残疾' }))
  await flushPromises()
  expect(asked.mock.calls.flat()).toContain('残疾')
})

test('a slow answer to an old question does not replace the new one', async () => {
  const waiting: Record<string, (found: Item[]) => void> = {}
  const { type, options } = await put({ search: (q: string) => new Promise((done) => (waiting[q] = done)) })
  await type('c')
  await type('cjrz')
  waiting['cjrz']?.([items[2] as Item])
  await flushPromises()
  waiting['c']?.(items)
  await flushPromises()
  expect(options()).toEqual(['残疾人证'])
})

test('an Enter that is faster than the answer takes nothing older, and waits for its own', async () => {
  const waiting: Record<string, (found: Item[]) => void> = {}
  const { box, type } = await put({ search: (q: string) => new Promise((done) => (waiting[q] = done)) })
  await type('c')
  waiting['']?.(items)
  waiting['c']?.(items)
  await flushPromises()
  await type('cjrz')
  await press('Enter')
  await flushPromises()
  expect(box.emitted('pick')).toBeUndefined()
  waiting['cjrz']?.([items[2] as Item])
  await flushPromises()
  expect(box.emitted('pick')).toEqual([[items[2]]])
})

test('finding nothing and failing to look are told apart', async () => {
  const { box, type } = await put()
  await type('没有的')
  expect(box.get('[role=status]').text()).toBe('没有找到“没有的”')
  const failing = await put({ id: 'other', search: () => Promise.reject({ kind: 'host_unreachable' }) })
  await failing.type('x')
  expect(failing.box.get('[role=status]').text()).toContain('断开')
})

test('a find box keeps nothing', async () => {
  const { box, type } = await put({ go: true })
  await type('lnr')
  await press('Enter')
  await flushPromises()
  expect(box.emitted('pick')).toEqual([[items[0]]])
  expect(box.emitted('update:modelValue')).toBeUndefined()
})

test('a combobox has no barriers, closed or open', async () => {
  const { type } = await put({ hint: '汉字、拼音、首字母', error: '选一个事项' })
  expect(await barriers()).toEqual([])
  await type('cjr')
  expect(await barriers()).toEqual([])
})
