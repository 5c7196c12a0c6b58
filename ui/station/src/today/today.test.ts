import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import { here } from '../place'
import { shown } from '../cases/shown'
import { pictured } from '../first-picture'
import { rooms } from '../rooms'
import { crowdedDesk } from '../test/crowded'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'
import { hiddenOf, inSight } from './rows'

const present = () => document.querySelector('[data-test="todo"] [aria-current] [data-case]')?.getAttribute('data-case')

test('how much there is to do, of each kind, with what is not shown', async () => {
  const w = await open(crowdedDesk())
  expect(w.text('today-heading')).toBe('现在要做 102 件')
  expect(w.text('kind-due_soon')).toBe('快到期 47')
  await w.key('PageDown')
  const second = present()
  expect(document.querySelector(`[data-test="todo-correct"][data-case="${second}"]`)).not.toBeNull()
})

test('what is not shown is said, and leads to the list that has it', async () => {
  const desk = crowdedDesk()
  const w = await open(desk)
  expect(w.has('more-mine')).toBe(false)
  expect(w.text('more-soon')).toContain('还有 42 件快到期的')
  await w.key('k')
  expect(here.value).toEqual({ room: 'cases' })
  expect(shown.search).toMatchObject({ due: 'soon', filter: 'all' })
  expect(hiddenOf([{ kind: 'deliver', count: 3 }, { kind: 'due_soon', count: 2 }], [])).toEqual({ mine: 3, soon: 2 })
})

test('after a look at a case the same thing to do is the present one', async () => {
  const w = await open(stockedDesk())
  await w.key('ArrowDown')
  await w.key('ArrowDown')
  const at = present()
  await w.key('Enter')
  await w.key('Escape')
  expect(here.value.room).toBe('today')
  expect(present()).toBe(at)
})

test('the first picture has as many rows as are in sight, the others come right behind it, and the keys know them all', async () => {
  const desk = crowdedDesk()
  const w = await open(desk)
  const lines = () => document.querySelectorAll('[data-test="todo"] [data-case]').length
  pictured.value = false
  await nextTick()
  expect(lines()).toBe(inSight())
  expect(inSight()).toBeLessThan(20)
  const far = desk.today.rows.findIndex((row) => row.kind === 'due_soon')
  expect(far).toBeGreaterThan(20)
  // To the last kind, whose rows are not drawn yet.
  const kinds = new Set(desk.today.rows.map((row) => row.kind)).size
  for (let n = 1; n < kinds; n += 1) await w.key('PageDown')
  pictured.value = true
  await nextTick()
  expect(lines()).toBe(desk.today.rows.length)
  expect(present()).toBe(desk.today.rows[far]?.case.id)
})

test('a key for a room whose script is not here yet leads there when it is', async () => {
  const w = await open(stockedDesk())
  const script = rooms.value
  rooms.value = undefined
  await w.key('F3')
  expect(here.value).toEqual({ room: 'cases' })
  expect(w.has('cases')).toBe(false)
  rooms.value = script
  await w.settle()
  expect(w.has('cases')).toBe(true)
})

test('what is typed for a room whose script is not here yet stands in its field when it is', async () => {
  const w = await open(stockedDesk())
  const script = rooms.value
  rooms.value = undefined
  await w.key('F2')
  for (const key of ['l', 'q', 'Backspace', 'n']) await w.key(key)
  // An input method writes for itself, and a chord is for the window.
  await w.key('x', { keyCode: 229 })
  await w.key('b', { ctrlKey: true })
  rooms.value = script
  await w.settle()
  expect(w.focused()).toBe('item')
  expect((document.activeElement as HTMLInputElement).value).toBe('ln')
  expect(document.querySelectorAll('[role="option"]').length).toBeGreaterThan(0)
})

test('what was typed for a room that somebody left before it came goes nowhere', async () => {
  const w = await open(stockedDesk())
  const script = rooms.value
  rooms.value = undefined
  await w.key('F2')
  await w.key('l')
  await w.key('F3')
  await w.key('F2')
  rooms.value = script
  await w.settle()
  expect(w.focused()).toBe('item')
  expect((document.activeElement as HTMLInputElement).value).toBe('')
})
