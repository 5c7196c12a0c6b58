import { afterEach, expect, test } from 'vitest'
import { nextTick, ref } from 'vue'
import { mount } from '@vue/test-utils'
import SyField from '../parts/SyField.vue'
import { createWords } from '../words/words'
import { guardFields, tooLong } from './too-long'

const EIGHT_MEGABYTES = '长'.repeat(8 * 1024 * 1024)
let stop = guardFields()
afterEach(() => {
  stop()
  tooLong.value = null
  stop = guardFields()
})

function field(limit?: number) {
  const model = ref('下坪组')
  const seen: string[] = []
  const it = mount(
    { components: { SyField }, setup: () => ({ model, limit, seen }), template: '<SyField id="f" label="f" :limit="limit" :model-value="model" @update:model-value="(v) => { seen.push(v); model = v }" />' },
    { attachTo: document.body, global: { plugins: [createWords()] } },
  )
  const input = it.find('input').element
  input.focus()
  return { it, model, seen, input }
}

function paste(input: HTMLInputElement, text: string): boolean {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { getData: () => text } })
  globalThis.ClipboardEvent ??= Event as never
  return input.dispatchEvent(event)
}

test('eight megabytes that are pasted are left out whole, at once, and said with both numbers', async () => {
  const { it, model, seen, input } = field(200)
  const begun = performance.now()
  expect(paste(input, EIGHT_MEGABYTES)).toBe(false)
  expect(performance.now() - begun).toBeLessThan(100)
  await nextTick()
  expect(it.text()).toContain('粘进来的有 8388608 个字，这里最多 200 个')
  expect([model.value, seen, input.value]).toEqual(['下坪组', [], '下坪组'])
})

test('what fits is pasted, and the sentence goes with the next letter', async () => {
  const { it, input } = field(200)
  paste(input, EIGHT_MEGABYTES)
  expect(paste(input, '12 号')).toBe(true)
  input.value = '下坪组 12 号'
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
  expect(it.text()).not.toContain('粘进来')
})

test('what comes in by another way goes out again, and neither page nor draft has seen it', async () => {
  const { model, seen, input } = field(200)
  input.value = EIGHT_MEGABYTES
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
  expect([model.value, seen, input.value]).toEqual(['下坪组', [], '下坪组'])
  expect(tooLong.value?.count).toBe(8 * 1024 * 1024)
})

test('a field without a limit of its own takes five hundred characters', () => {
  const { input } = field()
  expect(paste(input, 'x'.repeat(497))).toBe(true)
  expect(paste(input, 'x'.repeat(498))).toBe(false)
})
