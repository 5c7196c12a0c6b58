import { barriers } from '@shanyi/kit/test'
import type { OuterWarning } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { refuse } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const WARNINGS: OuterWarning[] = [{ kind: 'not_chosen' }, { kind: 'never' }, { kind: 'no_keys' }, { kind: 'late', days: 9 }]

test('each reason why a broken PC would cost too much stands on the first page, in both languages, and opens the dialog', async () => {
  for (const language of ['zh-CN', 'en'] as const)
    for (const warning of WARNINGS) {
      const desk = stockedDesk()
      desk.outer = { ...desk.outer, warning }
      const w = await open(desk, '#/today', language)
      const said = w.text('outer-warning')
      expect([warning.kind, said.includes('health.'), said.length > 20]).toEqual([warning.kind, false, true])
      document.querySelector<HTMLElement>('[data-test=outer-open]')?.click()
      await w.settle()
      expect(w.has('outer')).toBe(true)
      await w.key('Escape')
      w.app.unmount()
    }
})

test('where a fresh copy is outside nothing is said on the first page', async () => {
  const w = await open(stockedDesk())
  expect(w.has('outer-warning')).toBe(false)
})

test('a folder is chosen and copied to by keyboard, and what came of it is said', async () => {
  const desk = stockedDesk()
  desk.outer = { folder: null, there: false, last: null, fault: null, warning: { kind: 'not_chosen' } }
  const w = await open(desk)
  await w.key('F9')
  await w.key('b')
  expect(w.text('outer-last')).toContain('还没有做过')
  expect(await barriers()).toEqual([])
  await w.focus('outer-folder')
  await w.type('E:\\shanyi')
  await w.key('Enter')
  expect(desk.of('choose_outer')).toEqual([{ folder: 'E:\\shanyi' }])
  await w.key('F6')
  expect(w.text('outer-done')).toContain('打开核对过')
  expect(w.text('outer-last')).toContain('46 件、12 张图')
})

test('a stick that is not in or full is said in words, with what to do', async () => {
  for (const [fault, words] of [['not_there', '把 U 盘插上'], ['full', '换个大的']] as const) {
    const desk = stockedDesk()
    desk.answers.copy_out = () => refuse({ kind: 'second_folder', fault })
    const w = await open(desk)
    await w.key('F9')
    await w.key('b')
    await w.key('F6')
    expect(w.text('outer-trouble')).toContain(words)
    w.app.unmount()
  }
})
