import { barriers } from '@shanyi/kit/test'
import type { JoiningView } from '@shanyi/contract'
import { expect, test, vi } from 'vitest'
import { leave } from '../door/door'
import { refuse, type FakeDesk } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'
import { countOf, isTicket, mayPass } from './joining'

const JOINED: JoiningView = {
  server: 'https://shanyi.example',
  goes_on: false,
  joined: { station: '五星村服务站', township: '柘岱口乡', fingerprint: '7299 2466 4375', by_file: false, people: [{ id: 11, name: '梅建平', title: '跑小二' }] },
}

/** A desk that is no station's yet. */
function fresh(): FakeDesk {
  const desk = stockedDesk()
  desk.door = { state: 'joining' }
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

test('the page begins anew when the key that said so is up, and not under it', async () => {
  const left = vi.spyOn(leave, 'page').mockImplementation(() => undefined)
  const desk = fresh()
  desk.answers.joining = () => JOINED
  const w = await open(desk, '#/today')
  await w.key('Enter')
  expect(desk.of('confirm_joining').length).toBe(1)
  expect(left).not.toHaveBeenCalled()
  window.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter' }))
  await w.settle()
  expect(left).toHaveBeenCalledTimes(1)
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

test('a code says how far it is typed, whatever stands between its characters', async () => {
  expect(countOf('')).toBe(0)
  expect(countOf('sha')).toBe(3)
  expect(countOf('SHANY-12345')).toBe(10)
  expect(countOf(' ＳＨＡＮＹ　－１２３４５\n')).toBe(10)
  expect(countOf('SHANY\u200b12345\ufeff')).toBe(10)
  const desk = fresh()
  const w = await open(desk, '#/today')
  await w.focus('joining-code')
  expect(w.has('joining-count')).toBe(false)
  await w.type('sha')
  expect(w.text('joining-count')).toBe('已输 3 个，共 10 个')
  await w.type('SHANY-123456')
  expect(w.text('joining-count')).toBe('输了 11 个，只要 10 个')
  await w.type('SHANYI:1:https://shanyi.example:SHANY12345')
  expect(w.has('joining-count')).toBe(false)
  w.app.unmount()
})

test('an invitation that is dropped on the window is taken, and its code is what is left to type', async () => {
  const desk = fresh()
  desk.answers.join_by_file = () => JOINED
  const w = await open(desk, '#/today')
  desk.drop(['五星村 邀请.shanyi', 'another'], 40, 40)
  await w.settle()
  expect(w.text('joining-file-name')).toContain('五星村 邀请.shanyi')
  expect(w.has('stray-file')).toBe(false)
  expect(w.focused()).toBe('joining-code')
  expect(await barriers(document.body)).toEqual([])
  await w.type('SHANY-12345')
  await w.key('Enter')
  expect(desk.of('join_by_file')).toEqual([{ code: 'SHANY-12345' }])
  expect(desk.asked.filter((a) => a.name === 'window:upload_dropped').map((a) => (a.args as { token: number }).token)).toEqual([1])
  expect(w.text('joined-station')).toBe('五星村服务站')
  w.app.unmount()
})

test('without a file the way by a file says what is missing, and a file larger than any invitation is not read', async () => {
  const desk = fresh()
  let length = -1
  desk.host.upload = async (_, __, bytes) => {
    length = bytes.length
    throw { kind: 'joining', fault: { kind: 'no_invitation' } }
  }
  const w = await open(desk, '#/today')
  document.querySelector<HTMLElement>('[data-test="joining-by-file"]')?.click()
  await w.settle()
  await w.focus('joining-code')
  await w.type('SHANY-12345')
  await w.key('Enter')
  expect(w.text('joining-no-file')).toContain('先选邀请文件')
  const film = new File(['x'], 'film.mp4')
  Object.defineProperty(film, 'size', { value: 5_000_000_000 })
  film.arrayBuffer = () => Promise.reject(new Error('it was read'))
  const input = document.querySelector<HTMLInputElement>('[data-test="joining-file"]')!
  Object.defineProperty(input, 'files', { value: [film] })
  input.dispatchEvent(new Event('change'))
  await w.settle()
  expect(w.text('joining-file-name')).toContain('film.mp4')
  await w.key('Enter')
  expect(length).toBe(0)
  expect(w.text('joining-trouble')).toContain('邀请')
  w.app.unmount()
})
