import { barriers } from '@shanyi/kit/test'
import type { StoreFault } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { refuse, type FakeDesk } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const FAULTS: StoreFault[] = ['damaged', 'key', 'in_use', 'gone', 'read_only', 'disk_full', 'disk', 'newer', 'enrolment', 'image', 'act', 'locked', 'other']

/** A desk whose store is not open. */
function shut(fault: StoreFault, canMend = false): FakeDesk {
  const desk = stockedDesk()
  shutNow(desk, fault, canMend)
  return desk
}

function shutNow(desk: FakeDesk, fault: StoreFault, canMend = false): void {
  const why = () => refuse({ kind: 'store', fault })
  Object.assign(desk.answers, { station: why, sync_status: why, today: why, drafts: why, cases: why })
  desk.health = { ...desk.health, backup: null, shut: { fault, can_mend: canMend, backups: [{ at: desk.station.clock.now - 86_400, cases: 44 }] } }
}

function openAgain(desk: FakeDesk): void {
  desk.answers = {}
  desk.health = { ...desk.health, shut: null }
}

test('each reason why the store is shut has a title, a word on the cases and steps, in both languages', async () => {
  for (const language of ['zh-CN', 'en'] as const)
    for (const fault of FAULTS) {
      const w = await open(shut(fault), '#/today', language)
      const said = w.text('shut')
      expect([fault, said.includes('health.'), said.length > 60]).toEqual([fault, false, true])
      expect(document.querySelectorAll('.steps li').length).toBeGreaterThan(1)
      expect(w.has('today')).toBe(false)
      w.app.unmount()
    }
})

test('a damaged store is mended by one key and a yes, and what was done is said in words', async () => {
  const desk = shut('damaged', true)
  desk.answers.mend = () => {
    openAgain(desk)
    return { mended: true, events: 912, from_backup: 2, lost: [{ what: 'event', number: '五星-26-A0417-8', count: 1, returns: true }, { what: 'draft', number: null, count: 1, returns: false }] }
  }
  const w = await open(desk)
  expect(await barriers()).toEqual([])
  await w.key('Enter')
  expect(document.querySelector('[role=dialog]')?.textContent).toContain('一个字也不扔')
  await w.key('Enter')
  expect(w.has('shut')).toBe(false)
  expect(w.text('mended')).toContain('留住了 912 笔记录，其中 2 笔是从副本里找回来的')
  expect(w.text('mended')).toContain('1 笔办件记录（五星-26-A0417-8）：乡里有')
  expect(w.text('mended')).toContain('1 张没填完的表：读不出来了')
  document.querySelector<HTMLElement>('[data-test=mended-read]')?.click()
  await w.settle()
  expect(w.has('mended')).toBe(false)
})

test('where mending is of no use it is not offered', async () => {
  const w = await open(shut('in_use'))
  expect(w.has('mend')).toBe(false)
  expect(w.text('copies')).toContain('44 件')
})

test('a stick pulled out in the middle of a form leaves the form on the screen', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/intake')
  await w.type('老年')
  shutNow(desk, 'gone')
  desk.change()
  await new Promise((later) => setTimeout(later, 120))
  await w.settle()
  expect(w.text('shut')).toContain('文件夹不见了')
  expect(w.has('intake')).toBe(true)
  openAgain(desk)
  desk.change()
  await new Promise((later) => setTimeout(later, 120))
  await w.settle()
  expect(w.has('shut')).toBe(false)
})

test('a store that can only be read says so above every page, and why', async () => {
  for (const [why, words] of [[{ kind: 'disk' }, 'U 盘是不是锁住了'], [{ kind: 'newer', found: 9, known: 2 }, '更新到最新']] as const) {
    const desk = stockedDesk()
    desk.health.read_only = why
    const w = await open(desk, '#/cases')
    expect(w.text('only-reading')).toContain(words)
    expect(w.text('only-reading')).toContain('现在什么都存不进去')
    w.app.unmount()
  }
})

test('room that gets short is told with what to do, and goes when there is room again', async () => {
  const desk = stockedDesk()
  desk.health.room = 'no_images'
  const w = await open(desk)
  expect(w.text('room')).toContain('图先不收')
  desk.health.room = 'enough'
  desk.change()
  await new Promise((later) => setTimeout(later, 120))
  await w.settle()
  expect(w.has('room')).toBe(false)
})

test('the panel names the newest checked copy, and why there is no newer one', async () => {
  const desk = stockedDesk()
  desk.health.backup = { at: desk.station.clock.now - 7200, cases: 46 }
  desk.health.backup_fault = 'disk_full'
  const w = await open(desk)
  await w.key('F9')
  expect(w.text('backup')).toContain('今天 11:38 做的，46 件')
  expect(w.text('backup')).toContain('没有做成')
})

test('a log that is still being read is not called empty', async () => {
  const desk = stockedDesk()
  const call = desk.host.call.bind(desk.host)
  let arrive = () => {}
  const read = new Promise<void>((done) => (arrive = done))
  desk.host.call = (name, args) => (name === 'log_text' ? read.then(() => call(name, args)) : call(name, args))
  const w = await open(desk)
  await w.key('F9')
  await w.key('l')
  expect(w.has('log')).toBe(true)
  expect(document.body.textContent).not.toContain('还没有记录')
  expect(w.has('log-text')).toBe(false)
  arrive()
  await w.settle()
  expect((document.querySelector('[data-test=log-text]') as HTMLTextAreaElement).value).toContain('the desk is open')
})

test('the log is read, copied and saved by keyboard, and says itself that nobody is in it', async () => {
  const desk = stockedDesk()
  const w = await open(desk)
  const copied: string[] = []
  document.execCommand = (what) => copied.push(`${what}: ${(document.activeElement as HTMLTextAreaElement | null)?.value}`) > 0
  await w.key('F9')
  await w.key('l')
  expect((document.querySelector('[data-test=log-text]') as HTMLTextAreaElement).value).toContain('the desk is open')
  expect(document.body.textContent).toContain('没有村民的姓名、号码、住址')
  expect(await barriers()).toEqual([])
  await w.key('s')
  expect(w.text('log-done')).toContain('shanyi-log-')
  await w.focus('nowhere')
  await w.key('c')
  expect(w.text('log-done')).toContain('复制好了')
  expect(copied).toHaveLength(1)
})

test('on a desk that only reads the keys that save are off, and each says why beside it', async () => {
  const desk = stockedDesk()
  desk.health = { ...desk.health, read_only: { kind: 'disk' } }
  for (const [address, key] of [['#/case/case418/amend', 'amend-save'], ['#/case/case401/deliver', 'deliver-now'], ['#/case/case417/comment', 'ask-yes']] as const) {
    const w = await open(desk, address)
    expect([address, w.text('cant-save')]).toEqual([address, expect.stringContaining('存不进去')])
    expect([address, document.querySelector(`[data-test="${key}"]`)?.hasAttribute('disabled')]).toEqual([address, true])
    w.app.unmount()
  }
})
