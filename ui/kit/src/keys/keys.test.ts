import { mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { press } from '../test'
import { doubledKeys, guardReload, keyLines, keyWords, useActiveKeys, useKeys, type KeyBinding, type KeyScope, typingIn } from './keys'

function page(bindings: KeyBinding[], scope?: KeyScope, inside?: () => unknown) {
  return mount(
    defineComponent(() => {
      useKeys(bindings, scope)
      return () => h('div', inside?.() as never)
    }),
    { attachTo: document.body },
  )
}
function focus(html: string): HTMLElement {
  document.body.insertAdjacentHTML('beforeend', html)
  const element = document.body.lastElementChild as HTMLElement
  element.focus()
  return element
}

test('a key does what is bound to it, and is taken from the browser', async () => {
  const run = vi.fn()
  page([{ key: 'F2', run }])
  expect(await press('F2')).toBe(true)
  expect(run).toHaveBeenCalledOnce()
  expect(await press('F3')).toBe(false)
})

test('a letter works in either case, a named key minds its modifiers', async () => {
  const letter = vi.fn()
  const save = vi.fn()
  page([{ key: 'G', run: letter }, { key: 'Ctrl+S', run: save }])
  await press('g')
  await press('G')
  await press('s')
  await press('s', { ctrlKey: true })
  expect(letter).toHaveBeenCalledTimes(2)
  expect(save).toHaveBeenCalledOnce()
})

test('while somebody types only F-keys, Esc and what was allowed are heard', async () => {
  const letter = vi.fn()
  const enter = vi.fn()
  const room = vi.fn()
  const leave = vi.fn()
  page([{ key: 'G', run: letter }, { key: 'Enter', run: enter, whileTyping: true }, { key: 'F1', run: room }, { key: 'Escape', run: leave }])
  const field = focus('<input>')
  for (const key of ['g', 'Enter', 'F1', 'Escape']) await press(key)
  field.remove()
  expect([letter, enter, room, leave].map((f) => f.mock.calls.length)).toEqual([0, 1, 1, 1])
})

test('no key is heard inside a composition, nor the one that ends it in WebKit', async () => {
  const run = vi.fn()
  page([{ key: 'Enter', run, whileTyping: true }])
  const field = focus('<input>')
  await press('Enter', { isComposing: true })
  await press('Enter', { keyCode: 229 })
  expect(run).not.toHaveBeenCalled()
  await press('Enter')
  expect(run).toHaveBeenCalledOnce()
  field.remove()
})

test('Enter and Space on a button press the button, not the page', async () => {
  const run = vi.fn()
  page([{ key: 'Enter', run }, { key: 'Space', run }])
  const button = focus('<button>x</button>')
  await press('Enter')
  await press(' ')
  expect(run).not.toHaveBeenCalled()
  button.blur()
  await press(' ')
  expect(run).toHaveBeenCalledOnce()
  button.remove()
})

test('what comes on the page behind a dialog takes none of its keys', async () => {
  const [behind, inside] = [vi.fn(), vi.fn()]
  const late = ref(false)
  const Binds = defineComponent({ props: { run: { type: Function, required: true } }, setup: ({ run }) => (useKeys([{ key: 'Enter', label: 'x', run: () => run() }]), () => null) })
  const Dialog = defineComponent((_, { slots }) => (useKeys([], { modal: true }), () => slots.default?.()))
  const around = mount(defineComponent(() => () => [h(Dialog, null, () => h(Binds, { run: inside })), late.value ? h(Binds, { run: behind }) : null]))
  late.value = true
  await nextTick()
  expect(doubledKeys()).toEqual([])
  await press('Enter')
  expect([behind.mock.calls.length, inside.mock.calls.length]).toEqual([0, 1])
  around.unmount()
})

test('a key with two meanings on one page is found', () => {
  const around = page([{ key: 'H', label: 'one', run: vi.fn() }, { key: 'h', label: 'two', run: vi.fn() }, { key: 'G', run: vi.fn() }, { key: 'g', when: () => false, run: vi.fn() }])
  expect(doubledKeys()).toEqual(['h (one, two)'])
  around.unmount()
})

test('a held key acts once, unless it moves', async () => {
  const act = vi.fn()
  const move = vi.fn()
  page([{ key: 'Enter', run: act }, { key: 'ArrowDown', run: move, repeat: true }])
  for (const repeat of [false, true, true]) {
    await press('Enter', { repeat })
    await press('ArrowDown', { repeat })
  }
  expect(act).toHaveBeenCalledOnce()
  expect(move).toHaveBeenCalledTimes(3)
})

test('what is modal silences what is below, and only while it is there', async () => {
  const below = vi.fn()
  const above = vi.fn()
  page([{ key: 'Enter', run: below }, { key: 'F1', run: below }])
  const dialog = page([{ key: 'Enter', run: above }], { modal: true })
  await press('Enter')
  await press('F1')
  expect([below.mock.calls.length, above.mock.calls.length]).toEqual([0, 1])
  dialog.unmount()
  await press('F1')
  expect(below).toHaveBeenCalledOnce()
})

test('what always works is heard behind a dialog too, and nothing else is', async () => {
  const lock = vi.fn()
  const room = vi.fn()
  page([{ key: 'F12', always: true, run: lock }, { key: 'F1', run: room }])
  page([{ key: 'Enter', run: () => {} }], { modal: true })
  await press('F12')
  await press('F1')
  expect([lock.mock.calls.length, room.mock.calls.length]).toEqual([1, 0])
})

test('a binding that does not work now leaves the key to the next', async () => {
  const room = vi.fn()
  const button = vi.fn()
  page([{ key: 'Enter', run: room }])
  page([{ key: 'Enter', run: button, when: () => false }])
  await press('Enter')
  expect([room.mock.calls.length, button.mock.calls.length]).toEqual([1, 0])
})

test('the list of keys holds what would really run', () => {
  let shown: unknown
  page([{ key: 'Enter', label: '做这件', run: () => {} }, { key: 'X', label: '没有', when: () => false, run: () => {} }, { key: '=', run: () => {} }], { title: () => '今天' })
  page([{ key: 'Enter', label: '下一步', run: () => {} }])
  mount(defineComponent(() => {
    const active = useActiveKeys()
    return () => {
      shown = active.value.map((g) => [g.title, g.bindings.map((b) => b.label)])
      return null
    }
  }))
  expect(shown).toEqual([[undefined, ['下一步']]])
})

test('the headings of the list of keys follow the language', async () => {
  const language = ref('任何时候')
  let shown: unknown
  page([{ key: 'F9', label: 'F9', run: () => {} }], { title: () => language.value })
  mount(defineComponent(() => {
    const active = useActiveKeys()
    return () => {
      shown = active.value.map((g) => g.title)
      return null
    }
  }))
  expect(shown).toEqual(['任何时候'])
  language.value = 'Any time'
  await nextTick()
  expect(shown).toEqual(['Any time'])
})

test('F5 and Ctrl+R do not reload the window', async () => {
  guardReload()
  expect(await press('F5')).toBe(true)
  expect(await press('r', { ctrlKey: true })).toBe(true)
  expect(await press('r')).toBe(false)
})

test('F5 is still a room', async () => {
  guardReload()
  const run = vi.fn()
  page([{ key: 'F5', run }])
  await press('F5')
  expect(run).toHaveBeenCalledOnce()
})

test('keys are written as they stand on the keyboard', () => {
  expect(['Space', 'ArrowUp', 'Ctrl+S', '+', 'Escape'].map((k) => keyWords(k, '空格'))).toEqual(['空格', '↑', 'Ctrl + S', '+', 'Esc'])
})

test('keys that do the same stand in one line', () => {
  const run = () => {}
  expect(keyLines([{ key: 'ArrowUp', label: '选', run }, { key: 'ArrowDown', label: '选', run }, { key: 'F2', label: '收件', run }])).toEqual([
    { keys: ['ArrowUp', 'ArrowDown'], label: '选' },
    { keys: ['F2'], label: '收件' },
  ])
})

test('a field is known while somebody types in it, and no longer when it is left or gone', async () => {
  page([])
  const field = document.body.appendChild(document.createElement('input'))
  field.focus()
  expect(typingIn.value).toBe(field)
  field.blur()
  expect(typingIn.value).toBeNull()
  field.focus()
  field.remove()
  window.dispatchEvent(new KeyboardEvent('keyup', { key: 'F1' }))
  expect(typingIn.value).toBeNull()
})
