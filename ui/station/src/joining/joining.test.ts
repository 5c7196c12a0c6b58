import { barriers } from '@shanyi/kit/test'
import type { JoiningView } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { refuse, type FakeDesk } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'
import { isTicket, mayPass } from './joining'

const JOINED: JoiningView = {
  server: 'https://shanyi.example',
  goes_on: false,
  joined: { station: '五星村服务站', township: '柘岱口乡', fingerprint: '7299 2466 4375', by_file: false, people: [{ id: 11, name: '梅建平', title: '跑小二' }] },
}

/** A desk that is no station's yet. */
function fresh(): FakeDesk {
  const desk = stockedDesk()
  const why = () => refuse({ kind: 'not_enrolled' })
  Object.assign(desk.answers, { station: why, sync_status: why, today: why, drafts: why, cases: why })
  return desk
}

test('a fresh PC asks for server and code, and shows whom it joined before anything is used', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = fresh()
    desk.answers.joining = () => JOINED
    const w = await open(desk, '#/today', language)
    expect(w.has('joining')).toBe(true)
    expect(w.has('shut')).toBe(false)
    expect(w.text('joined-station')).toBe('五星村服务站')
    expect(w.text('joined-fingerprint')).toBe('7299 2466 4375')
    expect(w.text('joining')).toContain('梅建平')
    expect(w.text('joining')).not.toContain('joining.')
    expect(desk.of('confirm_joining')).toEqual([])
    expect(await barriers(document.body)).toEqual([])
    w.app.unmount()
  }
})

test('what was begun goes on by itself, with nothing typed again', async () => {
  const desk = fresh()
  desk.answers.joining = () => ({ server: 'https://shanyi.example', goes_on: true, joined: null })
  desk.answers.join = () => JOINED
  const w = await open(desk, '#/today')
  expect(desk.of('join')).toEqual([{ server: null, code: null }])
  expect(w.text('joined-station')).toBe('五星村服务站')
  w.app.unmount()
})

test('a code that nobody made is said so, and what to do', async () => {
  const desk = fresh()
  desk.answers.joining = () => ({ server: 'https://shanyi.example', goes_on: true, joined: null })
  desk.answers.join = () => refuse({ kind: 'joining', fault: { kind: 'no_code' } })
  const w = await open(desk, '#/today')
  expect(w.text('joining-trouble')).toContain('没有这个码')
  expect(w.text('joining-trouble')).toContain('请对照再输一次')
  expect(w.has('joining-again')).toBe(false)
  w.app.unmount()
})

test('a scanner’s words are told from an address, and a broken line from a wrong code', () => {
  expect(isTicket('SHANYI:1:https://shanyi.example:0000000000')).toBe(true)
  expect(isTicket('shanyi：1：https')).toBe(true)
  expect(isTicket('shanyi.example')).toBe(false)
  expect(mayPass({ kind: 'joining', fault: { kind: 'down' } })).toBe(true)
  expect(mayPass({ kind: 'joining', fault: { kind: 'no_code' } })).toBe(false)
  expect(mayPass({ kind: 'store', fault: { kind: 'down' } })).toBe(false)
})
