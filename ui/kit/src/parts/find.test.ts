import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { h } from 'vue'
import { useKeys } from '../keys/keys'
import { barriers, press, show } from '../test'
import { moved, type FindGroup } from './find'
import { pieces } from './marked'
import SyFind from './SyFind.vue'

const ALL: FindGroup<string>[] = [
  { id: 'people', label: '村民', rows: ['蓝春妹', '雷春花'], note: '还有' },
  { id: 'cases', label: '办件', rows: ['蓝春妹 老年证'] },
  { id: 'items', label: '事项', rows: ['春耕补贴'] },
]
const search = async (words: string) => ALL.map((g) => ({ ...g, rows: g.rows.filter((r) => r.includes(words)) }))

async function put(props: Record<string, unknown> = {}) {
  const box = show(SyFind as never, { props: { id: 'find', label: '找', search, keyOf: (r: string) => r, ...props }, slots: { row: ({ row }: { row: string }) => h('span', row) } })
  const input = box.get('input')
  return {
    box,
    input,
    async type(words: string) {
      input.element.focus()
      input.element.value = words
      input.element.dispatchEvent(new InputEvent('input', { bubbles: true }))
      await flushPromises()
    },
    picked: () => (box.emitted('pick') ?? []).flat(),
    present: () => box.findAll('[role=option][aria-selected=true]').map((o) => o.text()),
    headings: () => box.findAll('[role=group]').map((g) => g.get('p').text()),
  }
}

/** A search whose answers come when the test says so. */
function slow() {
  const waiting: Record<string, (groups: FindGroup<string>[]) => void> = {}
  return {
    search: (words: string) => new Promise<FindGroup<string>[]>((done) => (waiting[words] = done)),
    answer: async (words: string, rows: string[]) => {
      waiting[words]?.([{ id: 'people', label: '村民', rows }])
      await flushPromises()
    },
  }
}

test('a text is cut where marks begin and end, in what a string is sliced by', () => {
  const marked = (text: string, ...spans: [number, number][]) => pieces(text, spans.map(([from, to]) => ({ from, to }))).map((p) => (p.marked ? `[${p.text}]` : p.text)).join('')
  expect(marked('蓝春妹', [1, 2])).toBe('蓝[春]妹')
  expect(marked('蓝春妹', [2, 3], [0, 1])).toBe('[蓝]春[妹]')
  expect(marked('蓝春妹', [0, 2], [1, 3])).toBe('[蓝春妹]')
  expect(marked('𠮷田·阿花', [0, 2])).toBe('[𠮷]田·阿花')
  expect(marked('蓝', [0, 9], [4, 6])).toBe('[蓝]')
  expect(marked('', [0, 1])).toBe('')
})

test('arrows go across the groups, and a page key to the next or the same heading', () => {
  const to = (key: string, at: number) => moved(key, at, ALL)
  expect([to('ArrowDown', 1), to('ArrowDown', 3), to('ArrowUp', 2), to('ArrowUp', 0)]).toEqual([2, 3, 1, 0])
  expect([to('PageDown', 0), to('PageDown', 2), to('PageDown', 3), to('PageUp', 3), to('PageUp', 1), to('PageUp', 0)]).toEqual([2, 3, 3, 2, 0, 0])
})

test('what is found stands in groups, and arrows and Enter open a row of any of them', async () => {
  const w = await put()
  await w.type('春')
  expect(w.headings()).toEqual(['村民还有', '办件', '事项'])
  expect(w.present()).toEqual(['蓝春妹'])
  for (let i = 0; i < 2; i += 1) await press('ArrowDown')
  expect(w.present()).toEqual(['蓝春妹 老年证'])
  expect(w.input.attributes('aria-activedescendant')).toBe(w.box.get('[aria-selected=true]').attributes('id'))
  await press('Enter')
  expect(w.picked()).toEqual(['蓝春妹 老年证'])
  expect(w.input.element.value).toBe('')
  expect(document.activeElement).toBe(document.body)
})

test('a hand that moves chooses a row, and rows that move below a resting hand do not', async () => {
  const w = await put()
  await w.type('春')
  const over = async (row: number, screenX: number) => w.box.findAll('[role=option]')[row]?.trigger('pointermove', { screenX, screenY: 5 })
  await over(1, 7)
  await over(2, 7)
  expect(w.present()).toEqual(['蓝春妹'])
  await over(2, 9)
  expect(w.present()).toEqual(['蓝春妹 老年证'])
})

test('a group in which nothing was found has no heading', async () => {
  const w = await put()
  await w.type('耕')
  expect(w.headings()).toEqual(['事项'])
})

test('Esc empties the box and gives the focus back to where it was', async () => {
  const field = document.body.appendChild(document.createElement('input'))
  const w = await put()
  field.focus()
  w.input.element.focus()
  await w.type('春')
  await press('Escape')
  expect(document.activeElement).toBe(field)
  expect(w.input.element.value).toBe('')
  expect(w.box.find('[role=option]').exists()).toBe(false)
  w.input.element.focus()
  field.remove()
  await press('Escape')
  expect(document.activeElement).toBe(document.body)
})

test('a scanner that is faster than the desk opens what belongs to its digits, and nothing older', async () => {
  const desk = slow()
  const w = await put({ search: desk.search })
  await w.type('2')
  await desk.answer('2', ['别人 2'])
  expect(w.present()).toEqual(['别人 2'])
  await w.type('2042')
  await press('Enter')
  expect(w.picked()).toEqual([])
  await desk.answer('2042', ['蓝春妹 2042'])
  expect(w.picked()).toEqual(['蓝春妹 2042'])
})

test('an Enter that waited is forgotten when something else is typed', async () => {
  const desk = slow()
  const w = await put({ search: desk.search })
  await w.type('a')
  await press('Enter')
  await w.type('ab')
  await desk.answer('a', ['a'])
  await desk.answer('ab', ['ab'])
  expect(w.picked()).toEqual([])
  expect(w.present()).toEqual(['ab'])
  await w.type('b')
  await press('Enter')
  await w.type('bc')
  await w.type('b')
  await desk.answer('b', ['b'])
  expect(w.picked()).toEqual([])
})

test('a late answer never overtakes a newer one', async () => {
  const desk = slow()
  const w = await put({ search: desk.search })
  await w.type('l')
  await w.type('lc')
  await desk.answer('lc', ['新'])
  await desk.answer('l', ['旧'])
  expect(w.present()).toEqual(['新'])
  await w.type('lcm')
  await press('Escape')
  await desk.answer('lcm', ['太晚'])
  expect(w.present()).toEqual([])
})

test('half-composed pinyin is not looked for, what is committed is, letters too', async () => {
  const asked = vi.fn(search)
  const w = await put({ search: asked })
  w.input.element.focus()
  const compose = (value: string) => {
    w.input.element.value = value
    w.input.element.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }))
  }
  const commit = async (value: string) => {
    w.input.element.value = value
    w.input.element.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: value }))
    await flushPromises()
  }
  compose('chun')
  await press('Enter', { isComposing: true })
  await press('Enter', { keyCode: 229 })
  expect(asked).not.toHaveBeenCalled()
  await commit('春')
  await commit('lcm')
  expect(asked.mock.calls.flat()).toEqual(['春', 'lcm'])
  expect(w.picked()).toEqual([])
})

test('each key is looked for at once, and the same words only once', async () => {
  const asked = vi.fn(search)
  const w = await put({ search: asked })
  await w.type('春')
  await w.type('春 ')
  await w.type('春花')
  expect(asked.mock.calls.flat()).toEqual(['春', '春花'])
})

test('its keys are not the page\'s, whether something is found or not', async () => {
  const heard: string[] = []
  show({ setup: () => (useKeys(['Enter', 'Escape', 'PageUp', 'F2'].map((key) => ({ key, whileTyping: true, run: () => heard.push(key) }))), () => null) } as never)
  const w = await put()
  w.input.element.focus()
  for (const key of ['Enter', 'PageUp', 'F2']) await press(key)
  await w.type('没有')
  for (const key of ['Enter', 'Escape']) await press(key)
  expect(heard).toEqual(['F2'])
})

test('finding nothing and failing to look are told apart', async () => {
  const w = await put()
  await w.type('没有的')
  expect(w.box.get('[role=status]').text()).toBe('没有找到“没有的”')
  expect(w.box.get('[data-test=find-none]').text()).toContain('没有的')
  const failing = await put({ id: 'other', search: () => Promise.reject({ kind: 'host_unreachable' }) })
  await failing.type('x')
  expect(failing.box.get('[role=status]').text()).toContain('断开')
})

test('a find box has no barriers, closed, open or with nothing found', async () => {
  const w = await put()
  expect(await barriers()).toEqual([])
  await w.type('春')
  expect(await barriers()).toEqual([])
  await w.type('没有')
  expect(await barriers()).toEqual([])
})
