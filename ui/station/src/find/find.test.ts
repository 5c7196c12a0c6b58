import { barriers } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import { here } from '../place'
import { crowdedDesk } from '../test/crowded'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'
import { reasonsOf, spansIn } from './found'

const say = (key: string) => key.replace('find.field.', '')
const group = (name: string) => document.querySelector(`[data-test="find-${name}"]`)
const marks = (element: Element | null) => [...(element?.querySelectorAll('mark') ?? [])].map((m) => m.textContent)

test('a slash finds people, cases and items, with the characters marked and the reason named', async () => {
  const w = await open(stockedDesk())
  await w.key('/')
  expect(w.focused()).toBe('find')
  await w.type('雷美')
  expect(group('people')?.textContent).toContain('雷美凤')
  expect(marks(group('people'))).toEqual(['雷美'])
  expect(group('people')?.querySelector('[data-test="why"]')?.textContent).toBe('姓名')
  expect(group('cases')?.textContent).toContain('五星-26-A0417-8')
  await w.type('老年')
  expect(marks(group('items'))).toContain('老年')
})

test('what is not shown in the row is shown beside the reason, marked', async () => {
  const w = await open(stockedDesk())
  await w.key('/')
  await w.type('2208')
  const why = group('people')?.querySelector('[data-reason="phone_end"]')
  expect(why?.textContent).toContain('电话尾号')
  expect(marks(why ?? null)).toEqual(['2208'])
  expect(reasonsOf([{ field: 'initials', text: '蓝春妹', spans: [{ from: 0, to: 1 }] }], ['蓝春妹'], say)).toEqual([{ field: 'initials', label: 'initials' }])
  expect(spansIn('蓝春妹', [{ field: 'pinyin', text: '蓝春妹', spans: [{ from: 1, to: 2 }] }], 'name')).toEqual([{ from: 1, to: 2 }])
  expect(spansIn('蓝春妹', [{ field: 'address', text: '蓝春妹', spans: [{ from: 1, to: 2 }] }], 'name')).toEqual([])
})

test('a person leads to the person\'s page, a case to its page, and Esc back to where one was', async () => {
  const w = await open(stockedDesk())
  await w.key('/')
  await w.type('雷美凤')
  await w.key('Enter')
  expect(here.value).toEqual({ room: 'person', id: 'case417' })
  await w.key('/')
  await w.type('0417')
  await w.key('PageDown')
  await w.key('Enter')
  expect(here.value).toEqual({ room: 'case', id: 'case417' })
  await w.key('Escape')
  expect(here.value.room).toBe('person')
  await w.key('Escape')
  expect(here.value.room).toBe('today')
})

test('an item begins a form with that item, and a form that is open is kept', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/intake')
  const first = here.value
  await w.focus('item')
  await w.type('居民')
  await w.key('f', { ctrlKey: true })
  expect(w.focused()).toBe('find')
  await w.type('老年人优待证')
  await w.key('PageDown')
  await w.key('PageDown')
  await w.key('Enter')
  expect(here.value.room).toBe('intake')
  expect(here.value).not.toEqual(first)
  expect(document.querySelector('[data-test="item-card"]')?.getAttribute('data-item')).toBe('lnyd')
  expect(desk.of('keep_draft')).toEqual([])
})

test('from a field a key that types nothing leads to the box, and Esc back into the field', async () => {
  const w = await open(stockedDesk(), '#/cases')
  await w.key('f')
  await w.type('蓝')
  expect(document.querySelector('[data-test="find"] kbd')?.textContent).toBe('Ctrl + F')
  await w.key('/')
  expect(w.focused()).toBe('cases-find')
  await w.key('f', { ctrlKey: true })
  await w.type('雷')
  await w.key('Escape')
  expect(w.focused()).toBe('cases-find')
  expect((document.activeElement as HTMLInputElement).value).toBe('蓝')
})

test('where more is found than is shown the last row leads to all of it', async () => {
  const w = await open(crowdedDesk())
  await w.key('/')
  await w.type('下坪')
  expect(group('people')?.textContent).toContain('还有')
  const rows = () => [...document.querySelectorAll('[data-found]')].map((e) => e.getAttribute('data-found'))
  for (let i = 0; i < rows().indexOf('list'); i += 1) await w.key('ArrowDown')
  await w.key('Enter')
  expect(here.value).toEqual({ room: 'cases' })
  expect(w.text('cases-conditions')).toBe('“下坪”')
})

test('where nothing is found it says what can be typed', async () => {
  const w = await open(stockedDesk())
  await w.key('/')
  await w.type('没有的人')
  expect(w.text('find-none')).toContain('没有找到“没有的人”')
  expect(w.text('find-none')).toContain('拼音或首字母')
  expect(await barriers()).toEqual([])
})
