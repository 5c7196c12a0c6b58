import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import { barriers, press, show } from '../test'
import SyEmpty from './SyEmpty.vue'
import SyLegs from './SyLegs.vue'
import SyNotice from './SyNotice.vue'
import SyRows from './SyRows.vue'
import SySteps from './SySteps.vue'
import SySyncBadge from './SySyncBadge.vue'
import SyTimeline from './SyTimeline.vue'

const rows = ['蓝春妹', '雷美凤', '钟土根']

test('arrows walk down a list wherever the focus is, and Enter opens', async () => {
  const list = show(SyRows as never, { props: { rows, keyOf: (r: string) => r, label: '现在要做', at: 0, 'onUpdate:at': (at: number) => list.setProps({ at }) }, slots: { row: ({ row }: { row: string }) => row } })
  await press('ArrowDown')
  await press('ArrowDown')
  await press('ArrowDown')
  await nextTick()
  expect(list.get('[aria-current=true]').text()).toBe('钟土根')
  await press('ArrowUp')
  await press('Enter')
  expect(list.emitted('open')).toEqual([['雷美凤']])
  expect(await barriers()).toEqual([])
})

test('a click opens the row, and makes it the present one', async () => {
  const list = show(SyRows as never, { props: { rows, keyOf: (r: string) => r, label: '办件' }, slots: { row: ({ row }: { row: string }) => row } })
  list.findAll('button')[2]?.element.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))
  await nextTick()
  expect(list.emitted('open')).toEqual([['钟土根']])
  expect(list.emitted('update:at')).toEqual([[2]])
})

test('a list that grows shorter keeps a row that is there', async () => {
  const list = show(SyRows as never, { props: { rows, keyOf: (r: string) => r, label: '办件', at: 2 } })
  await list.setProps({ rows: rows.slice(0, 1) })
  expect(list.emitted('update:at')?.at(-1)).toEqual([0])
})

test('the present step is told to everybody, and done ones can be gone back to', async () => {
  const steps = show(SySteps, { props: { steps: ['事项', '村民', '材料'], at: 1, back: true } })
  expect(steps.get('[aria-current=step]').text()).toBe('2 村民')
  expect(steps.findAll('button')).toHaveLength(1)
  await steps.get('button').trigger('click')
  expect(steps.emitted('go')).toEqual([[0]])
  expect(await barriers()).toEqual([])
})

test('the leg whose turn it is stands out, in words too', async () => {
  const legs = show(SyLegs, {
    props: { legs: [{ level: 'village', who: '梅建平', state: 'done' }, { level: 'township', who: '郑春燕', note: '等你补材料', state: 'turn' }, { level: 'county', who: '公安局', state: 'later' }] },
  })
  const turn = legs.get('[aria-current=step]')
  expect(turn.text().replace(/\s/g, '')).toBe('乡·郑春燕（轮到）等你补材料')
  expect(await barriers()).toEqual([])
})

test('what happened carries its moment for people and for machines', async () => {
  const line = show(SyTimeline, { props: { today: '2026-11-21', entries: [{ id: '1', at: '2026-11-21T01:12:00Z', text: '乡里请补', tone: 'wait', tag: { text: '有回执', tone: 'pine' } }] } })
  expect(line.get('time').text()).toBe('今天 09:12')
  expect(line.get('time').attributes('datetime')).toBe('2026-11-21T01:12:00Z')
  expect(line.text()).toContain('有回执')
  expect(await barriers()).toEqual([])
})

test('what went wrong is read out at once, the rest in its turn', () => {
  expect(show(SyNotice, { props: { tone: 'red', title: '没有存下来' } }).attributes('role')).toBe('alert')
  expect(show(SyNotice, { props: { tone: 'amber', title: '日期不对' } }).attributes('role')).toBe('status')
  const badge = show(SySyncBadge, { props: { state: 'wait', sentence: '没有网络 · 12 件已存在本机，来网自动发' } })
  expect(badge.attributes('role')).toBe('status')
  expect(badge.text()).toBe('没有网络 · 12 件已存在本机，来网自动发')
})

test('nothing here is said with what comes next', () => {
  expect(show(SyEmpty, { props: { title: '没有要送的证', text: '乡里办好了会自己出现' } }).text()).toContain('乡里办好了会自己出现')
})
