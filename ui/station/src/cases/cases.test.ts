import { barriers } from '@shanyi/kit/test'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { here } from '../place'
import { crowdedDesk } from '../test/crowded'
import { fakeDesk, refuse } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'
import { conditionsOf } from './condition-words'
import { everyCase, showCases, shown } from './shown'

beforeEach(() => {
  showCases(everyCase())
  shown.open = false
})
const rows = () => [...document.querySelectorAll('[data-test="case-rows"] > li [data-case]')].map((e) => e.getAttribute('data-case'))
const present = () => document.querySelector('[data-test="case-rows"] [aria-current] [data-case]')?.getAttribute('data-case')

test('the heading is the answer, and the kept searches stand with their counts', async () => {
  const w = await open(stockedDesk(), '#/cases')
  expect(w.text('cases-heading')).toBe('全部 7 件')
  expect(w.text('filter-mine')).toBe('轮到我4')
  await w.key('ArrowRight')
  expect(w.text('cases-heading')).toBe('轮到我 4 件')
  await w.key('ArrowLeft')
  await w.key('ArrowLeft')
  expect(w.text('cases-heading')).toBe('还没有办完的')
  expect(w.text('cases-empty')).toBe('还没有办完的')
})

test('conditions narrow the list by keyboard, and are said in words', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/cases')
  await w.key('c')
  expect(w.focused()).toBe('cases-item')
  document.querySelector<HTMLElement>('[data-test="state-correction"]')?.click()
  await w.settle()
  expect(rows()).toEqual(['case417'])
  await w.focus('cases-from')
  await w.type('11-1')
  await w.key('Enter')
  expect(desk.of('cases').at(-1)?.search).toMatchObject({ states: ['correction'], from: '2026-11-01', until: null })
  expect(w.text('cases-conditions')).toBe('要补材料 · 11月1日 星期日起')
  await w.focus('cases-until')
  await w.type('2-30')
  await w.key('Enter')
  expect(document.getElementById('cases-until-error')?.textContent).toContain('没有这一天')
  await w.key('Escape')
  expect(w.has('conditions')).toBe(false)
  await w.key('z')
  expect(w.text('cases-heading')).toBe('全部 7 件')
})

test('a search is kept under a name, shown by it, and dropped only when one says so', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/cases')
  await w.key('f')
  await w.type('下坪')
  await w.key('Escape')
  await w.key('b')
  expect(w.focused()).toBe('search-name')
  expect((document.activeElement as HTMLInputElement).value).toBe('下坪')
  await w.type('')
  await w.key('Enter')
  expect(desk.of('keep_search')).toEqual([])
  await w.type('下坪的')
  await w.key('Enter')
  expect(desk.of('keep_search')).toEqual([{ name: '下坪的', search: { ...everyCase(), text: '下坪' } }])
  expect(w.text('cases-heading')).toBe('下坪的 7 件')
  expect(w.text('filter-own')).toBe('下坪的7')
  await w.key('d')
  await w.key('Escape')
  expect(desk.of('drop_search')).toEqual([])
  await w.key('d')
  await w.key('Enter')
  expect(desk.of('drop_search')).toHaveLength(1)
  expect(w.has('filter-own')).toBe(false)
  expect(w.text('cases-heading')).toBe('全部 7 件')
})

test('a search that could not be kept is not called kept', async () => {
  const desk = stockedDesk()
  desk.answers.keep_search = () => refuse({ kind: 'text', field: 'search_name', limit: 40 })
  const w = await open(desk, '#/cases')
  await w.key('f')
  await w.type('下坪')
  await w.key('Escape')
  await w.key('b')
  await w.key('Enter')
  expect(document.querySelector('.sy-dialog')?.textContent).toContain('超过 40 个字')
  expect(w.has('filter-own')).toBe(false)
})

test('the list is as it was left when one comes back from a case', async () => {
  const w = await open(crowdedDesk(), '#/cases')
  await w.key('ArrowRight')
  await w.key('PageDown')
  for (let i = 0; i < 3; i += 1) await w.key('ArrowDown')
  const [before, at] = [rows(), present()]
  await w.key('Enter')
  expect(here.value).toEqual({ room: 'case', id: at })
  await w.key('Escape')
  expect(here.value.room).toBe('cases')
  expect(rows()).toEqual(before)
  expect(present()).toBe(at)
})

test('each page is one read, said in words, and one can turn back', async () => {
  const desk = crowdedDesk()
  const w = await open(desk, '#/cases')
  const reads = () => desk.of('cases').length
  expect(rows()).toHaveLength(50)
  expect(w.text('page')).toBe('第 1 页 · 第 1 到 50 件')
  const before = reads()
  await w.key('PageDown')
  await w.key('PageDown')
  expect(reads()).toBe(before + 2)
  expect(w.text('page')).toBe('第 3 页 · 第 101 到 137 件')
  expect(present()).toBe(rows()[0])
  await w.key('PageDown')
  expect(reads()).toBe(before + 2)
  await w.key('PageUp')
  expect(w.text('page')).toBe('第 2 页 · 第 51 到 100 件')
})

test('the present row stays the present row when something comes in above it', async () => {
  const desk = crowdedDesk()
  const w = await open(desk, '#/cases')
  const at = present()
  const last = desk.cases.pop()
  if (last) desk.cases.unshift(last)
  const before = desk.of('cases').length
  desk.change()
  await new Promise((done) => setTimeout(done, 80))
  await w.settle()
  expect(desk.of('cases').length).toBe(before + 1)
  expect(rows().indexOf(at ?? '')).toBe(1)
  expect(present()).toBe(at)
})

test('a page that is gone by now gives way to the one before it', async () => {
  const desk = crowdedDesk()
  const w = await open(desk, '#/cases')
  await w.key('PageDown')
  await w.key('PageDown')
  desk.cases.length = 60
  desk.change()
  await new Promise((done) => setTimeout(done, 80))
  await w.settle()
  expect(w.text('page')).toBe('第 2 页 · 第 51 到 60 件')
})

test('Enter in the field opens a case of those words, though the desk is slow', async () => {
  const desk = stockedDesk()
  const { call } = desk.host
  let late: (() => void) | undefined
  desk.host.call = async (name, args) => {
    const answer = await call(name, args)
    if (name === 'cases' && (args as { search: { text: string } }).search.text === '雷美凤') await new Promise<void>((done) => (late = done))
    return answer
  }
  const w = await open(desk, '#/cases')
  await w.key('f')
  await w.type('雷美凤')
  await w.key('Enter')
  expect(here.value.room).toBe('cases')
  late?.()
  await flushPromises()
  await w.settle()
  expect(here.value).toEqual({ room: 'case', id: 'case417' })
})

test('a desk without cases says so and what to do', async () => {
  const w = await open(fakeDesk(), '#/cases')
  expect(w.text('cases-empty')).toBe('还没有收过件按 F2，来一位收一位')
})

test('every condition has its words', () => {
  const words = { say: (key: string, facts: Record<string, unknown> = {}) => [key, ...Object.values(facts)].join(' '), language: 'zh-CN' as const, today: '2026-11-21', item: '老年证', person: '蓝春妹' }
  expect(conditionsOf(everyCase(), words)).toEqual([])
  expect(conditionsOf({ ...everyCase(), filter: 'mine' }, words)).toEqual([])
  expect(conditionsOf({ ...everyCase(), filter: 'mine', due: 'overdue' }, words)).toEqual(['cases.saved.mine', 'cases.due.overdue'])
  const all = { filter: 'all' as const, text: ' 下坪 ', item: 'lnyd', states: ['granted' as const], from: '2026-11-01', until: '2026-11-01', due: 'soon' as const, person: 'c1' }
  expect(conditionsOf(all, words)).toEqual(['cases.condition.text 下坪', 'cases.condition.person 蓝春妹', '老年证', 'terms.state.granted', 'cases.condition.on 11月1日 星期日', 'cases.due.soon'])
})

test('lists and their dialogs have no barriers', async () => {
  const w = await open(crowdedDesk(), '#/cases')
  await w.key('c')
  expect(await barriers()).toEqual([])
  await w.key('Escape')
  await w.key('f')
  await w.type('下坪')
  await w.key('Escape')
  await w.key('b')
  expect(await barriers()).toEqual([])
})
