import { expect, test } from 'vitest'
import { here } from '../place'
import { shown } from '../cases/shown'
import { crowdedDesk } from '../test/crowded'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'
import { hiddenOf } from './rows'

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
