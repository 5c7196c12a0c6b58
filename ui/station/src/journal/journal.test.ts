import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { barriers, kindsOf } from '@shanyi/kit/test'
import type { JournalActView, JournalLineView } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { NOW } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const contract = readFileSync(join(import.meta.dirname, '..', '..', '..', 'contract', 'generated', 'commands.ts'), 'utf8')
const KINDS = kindsOf(contract, 'JournalActView').map(({ path }) => path)
const MEI = { id: 11, name: '梅建平' }
const LAN = { id: 12, name: '蓝雪芬' }

/** A line of each act, with something in every place. */
const each = (): JournalLineView[] =>
  KINDS.map((kind, i) => ({ position: 100 - i, at: NOW - i * 60, who: MEI, act: { kind, count: 3, to: LAN, from: LAN, cases: 46, images: 12, minutes: 5 } as unknown as JournalActView, case: null }))

test('every act of the journal is a plain sentence in both languages', async () => {
  expect(KINDS.length).toBeGreaterThan(20)
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = stockedDesk()
    desk.journal = { everybody: true, lines: each(), more: false }
    const w = await open(desk, '#/journal', language)
    const said = [...document.querySelectorAll('[data-act]')].map((line) => line.textContent ?? '')
    expect(said.length).toBe(KINDS.length)
    for (const line of said) expect(line).not.toMatch(/journal\.|[{}]|undefined/)
    expect(new Set(said.map((line) => line.replace(/\d\d:\d\d/, ''))).size).toBe(KINDS.length)
    expect(await barriers()).toEqual([])
    w.app.unmount()
  }
})

test('the journal is reached from the page of PINs by keys, read page by page, and left again to where one was', async () => {
  const desk = stockedDesk()
  const line = (position: number): JournalLineView => ({ position, at: NOW - 60, who: position % 2 ? MEI : { id: 77, name: null }, act: { kind: 'signed_in' }, case: null })
  desk.answers.journal = ({ before }) => (before === null ? { everybody: true, lines: [line(60), line(59)], more: true } : { everybody: true, lines: [line(58)], more: false })
  const w = await open(desk)
  await w.key('F4')
  await w.key('j')
  expect(w.has('journal-page')).toBe(true)
  expect(w.text('journal-lines')).toContain('77 号 进来了')
  await w.key('PageDown')
  expect(desk.of('journal').at(-1)).toEqual({ before: 59 })
  expect(w.text('journal-at')).toBe('第 2 页')
  await w.key('PageDown')
  expect(desk.of('journal').length).toBe(2)
  await w.key('PageUp')
  expect(desk.of('journal').at(-1)).toEqual({ before: null })
  await w.key('Escape')
  expect(w.has('pins-page')).toBe(true)
  w.app.unmount()
})

test('a line of a case leads to it, and says whose lines one reads', async () => {
  const desk = stockedDesk()
  desk.journal = { everybody: false, lines: [{ position: 9, at: NOW, who: MEI, act: { kind: 'phone_shown' }, case: { id: 'case401', number: '五星-26-A0401-3' } }, { position: 8, at: NOW, who: null, act: { kind: 'put_back' }, case: null }], more: false }
  const w = await open(desk, '#/journal')
  expect(w.text('journal-page')).toContain('别人的由站里的负责人看')
  expect(w.text('line-9')).toContain('梅建平 看了电话全号五星-26-A0401-3')
  await w.key('ArrowDown')
  await w.key('Enter')
  expect(w.has('journal-page')).toBe(true)
  await w.key('ArrowUp')
  await w.key('Enter')
  expect(location.hash).toBe('#/case/case401')
  await w.key('Escape')
  expect(w.has('journal-page')).toBe(true)
  w.app.unmount()
})
