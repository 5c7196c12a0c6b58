import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CodeRow, PcRow } from '../api/api'
import { go } from '../place'
import { answer, closeDesk, openDesk, pressOn, see, test$, type, until, wordsOf } from '../test/desk'
import { fakeServer, NOW, type FakeServer } from '../test/fake-server'
import { bytesOf, fitting, qrPath, successorOf } from './pcs'

const OLD = 'a'.repeat(32)
const FRESH = 'b'.repeat(32)

function pc(id: string, station: number, block: string, label: string, changes: Partial<PcRow> = {}): PcRow {
  return { id, station, block, label, enrolled_at: NOW - 86_400, last_heard: NOW - 60, last_sent: NOW - 600, revoked_at: null, revoked_why: null, goes_on_as: null, ...changes }
}

function code(id: number, state: CodeRow['state'], changes: Partial<CodeRow> = {}): CodeRow {
  return { id, station: 1, label: '前台', made_by: '郑春燕', made_at: NOW - 3600, expires_at: NOW + 3600, state, since: null, pc: null, replaces: null, ...changes }
}

let server: FakeServer
beforeEach(() => {
  server = fakeServer()
  Object.assign(server.session!, { desk: 'county', may: { see_pcs: true, change_pcs: true, erase_case: true } })
  server.stations = [
    { id: 1, code: '331123208211', name: '五星村服务站', short: '五星', township: '柘岱口乡' },
    { id: 2, code: '331123103212', name: '苏村服务站', short: '苏村', township: '北界镇' },
  ]
  server.pcs = [pc(OLD, 1, 'A', '前台'), pc(FRESH, 2, 'B', '', { last_sent: null })]
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

async function openPage(language: 'zh-CN' | 'en' = 'zh-CN') {
  const page = await openDesk(language)
  go({ room: 'pcs', queue: 'to_accept' })
  await until(() => document.querySelector('[data-test="pcs"], [data-test="pcs-none"]'))
  return page
}
const asked = (route: string) => server.asked.filter((one) => one.route === route)

test('codes and PCs stand there with their states', async () => {
  server.codes = [code(3, 'good'), code(2, 'used', { since: NOW, pc: OLD }), code(1, 'withdrawn', { since: NOW })]
  server.pcs[0] = pc(OLD, 1, 'A', '前台', { revoked_at: NOW, revoked_why: `replaced by ${FRESH}` })
  const page = await openPage()
  expect(document.querySelectorAll(test$('code'))).toHaveLength(1)
  await page.find('#pcs-old').setValue(true)
  await until(() => document.querySelectorAll(test$('code')).length === 3)
  expect(wordsOf('pcs-page')).toContain('用过了 今天 09:40，前台（号段 A）')
  expect(wordsOf('pcs')).toContain('今天 09:40停用：换成了号段 B')
  expect(wordsOf('pcs')).toContain('还没有发来过')
  expect(wordsOf('last')).toBe('今天 09:39 最近发来：今天 09:30')
  expect(await barriers(document.querySelector<HTMLElement>(test$('pcs-page'))!)).toEqual([])
  page.unmount()
})

test('an account that has nothing to do with PCs has no such room', async () => {
  server.session!.may = { see_pcs: false, change_pcs: false, erase_case: false }
  const page = await openDesk()
  go({ room: 'pcs', queue: 'to_accept' })
  await until(() => document.querySelector(test$('who')))
  expect(document.body.textContent).not.toContain('村站电脑')
  expect(document.querySelector(test$('pcs-page'))).toBeNull()
  page.unmount()
})

test('a code is made for a station and shown once, in the place of a broken PC where one says so', async () => {
  const page = await openPage()
  await pressOn('make-code')
  await see('ask-code')
  await pressOn('code-yes')
  await until(() => document.body.textContent?.includes('先选村站'))
  expect(asked('POST /api/codes')).toEqual([])
  await type('code-station', '五星')
  await until(() => document.querySelector('[role=option]'))
  document.querySelector<HTMLElement>('[role=option]')!.click()
  const before = await until(() => [...document.querySelectorAll<HTMLInputElement>('[name=code-replaces]')][1]!)
  before.click()
  await until(() => document.body.textContent?.includes('换下的那台就停用'))
  await type('code-label', '前台')
  await type('code-server', 'https://shanyi.example')
  await pressOn('code-yes')
  await see('made-code')
  expect(asked('POST /api/codes').map((one) => one.body)).toEqual([{ station: '331123208211', server: 'https://shanyi.example', label: '前台', replaces: OLD, in_a_file: false }])
  expect(wordsOf('code-text')).toBe('K7M2Q-9XRTA')
  expect(wordsOf('code-fingerprint')).toBe('4821 9037')
  expect(document.querySelector(`${test$('qr')} path`)?.getAttribute('d')).toContain('M0 0h1v1h-1z')
  expect(document.querySelector(test$('code-save'))).toBeNull()
  await pressOn('code-close')
  await until(() => !document.querySelector(test$('made-code')))
  expect(document.body.textContent).not.toContain('K7M2Q')
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('K7M2Q')
  await until(() => document.querySelector(`${test$('code')}[data-state=good]`))
  page.unmount()
})

test('a code that is made from the row of a PC is for its station and comes in its place', async () => {
  const page = await openPage()
  await pressOn('replace-A')
  await see('ask-code')
  await pressOn('code-yes')
  await see('made-code')
  expect(asked('POST /api/codes').map((one) => one.body)).toMatchObject([{ station: '331123208211', label: '前台', replaces: OLD }])
  page.unmount()
})

test('an invitation is handed over as a file, and one that was not saved is not closed without a word', async () => {
  const saved: { name: string; bytes: number }[] = []
  let bytes = 0
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => ((bytes = (blob as Blob).size), 'blob:1'))
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {})
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, bytes })
  })
  server.stations.pop()
  const page = await openPage()
  await pressOn('make-code')
  await see('ask-code')
  document.querySelectorAll<HTMLInputElement>('[name=code-how]')[1]!.click()
  await pressOn('code-yes')
  await see('made-code')
  await pressOn('code-close')
  await until(() => document.body.textContent?.includes('邀请文件还没有存'))
  await answer(false)
  await pressOn('code-save')
  await see('code-saved')
  expect(saved).toEqual([{ name: '邀请-五星村服务站.shanyi', bytes: 2 }])
  await pressOn('code-close')
  await until(() => !document.querySelector(test$('made-code')))
  vi.restoreAllMocks()
  page.unmount()
})

test('a code is withdrawn after one question', async () => {
  server.codes = [code(7, 'good')]
  const page = await openPage('en')
  await pressOn('withdraw-7')
  await until(() => document.body.textContent?.includes('Withdraw this code of 五星村服务站?'))
  await answer(true)
  await until(() => wordsOf('pcs-said').includes('is withdrawn'))
  expect(asked('POST /api/codes/{id}/withdraw').map((one) => one.address)).toEqual(['/api/codes/7/withdraw'])
  page.unmount()
})

test('a PC is revoked after one question that says what it means, and not without a why', async () => {
  const page = await openPage()
  await pressOn('revoke-A')
  await see('ask-revoke')
  expect(document.body.textContent).toContain('发来的都不算数')
  await pressOn('revoke-yes')
  await until(() => document.body.textContent?.includes('写一句为什么'))
  await type('revoke-why', '电脑被偷')
  await pressOn('revoke-yes')
  await until(() => wordsOf('pcs-said').includes('停用了'))
  expect(asked('POST /api/devices/{id}/revoke').map((one) => [one.address, one.body])).toEqual([[`/api/devices/${OLD}/revoke`, { why: '电脑被偷' }]])
  expect(wordsOf('pcs')).toContain('停用：电脑被偷')
  page.unmount()
})

test('a PC whose cases another goes on with while both are believed is named, and revoked right there', async () => {
  server.pcs = [pc(OLD, 1, 'A', '前台', { goes_on_as: FRESH }), pc(FRESH, 1, 'B', '新买的')]
  const page = await openPage()
  expect(wordsOf('goes-on')).toContain('五星村服务站的前台（号段 A）还在用，它的件已经在新买的（号段 B）上接着办')
  expect(wordsOf('pcs')).toContain('它的件在新买的（号段 B）上接着办')
  expect(await barriers(await see('pcs-page'))).toEqual([])
  await pressOn('revoke-old-A')
  await type('revoke-why', await see('ask-revoke').then(() => '被偷了'))
  server.pcs = server.pcs.map((one) => ({ ...one, goes_on_as: null }))
  await pressOn('revoke-yes')
  await until(() => wordsOf('pcs-said').includes('停用了'))
  expect(asked('POST /api/devices/{id}/revoke').map((one) => one.address)).toEqual([`/api/devices/${OLD}/revoke`])
  expect(document.querySelector(test$('goes-on'))).toBeNull()
  page.unmount()
})

test('who may only look has no way to make a code or to revoke', async () => {
  server.session!.may.change_pcs = false
  server.codes = [code(7, 'good')]
  const page = await openPage()
  expect(document.querySelector(test$('make-code'))).toBeNull()
  expect(document.querySelector(test$('withdraw-7'))).toBeNull()
  expect(document.querySelector(test$('revoke-A'))).toBeNull()
  page.unmount()
})

test('a QR code is drawn in runs, bytes are read from their letters, and rows are found by station and label', () => {
  expect(qrPath(['0110', '1001'])).toBe('M1 0h2v1h-2zM0 1h1v1h-1zM3 1h1v1h-1z')
  expect([...bytesOf('00ff10')]).toEqual([0, 255, 16])
  expect(fitting(server.pcs, server.stations, '苏村').map((one) => one.id)).toEqual([FRESH])
  expect(fitting(server.pcs, server.stations, '前台').map((one) => one.id)).toEqual([OLD])
  expect([successorOf(`replaced by ${FRESH}`), successorOf('电脑被偷'), successorOf(null)]).toEqual([FRESH, null, null])
})
