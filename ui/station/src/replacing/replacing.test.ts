import { barriers } from '@shanyi/kit/test'
import type { CopiesOfView } from '@shanyi/contract'
import { expect, test, vi } from 'vitest'
import { leave } from '../door/door'
import { GROUPS, NOW, refuse, type FakeDesk } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open, type Opened } from '../test/window'
import { share } from './replacing'

/** A desk that is no station's yet. */
function fresh(): FakeDesk {
  const desk = stockedDesk()
  desk.door = { state: 'joining' }
  const why = () => refuse({ kind: 'not_enrolled' })
  Object.assign(desk.answers, { station: why, sync_status: why, today: why, drafts: why, cases: why, joining: () => ({ server: null, goes_on: false, joined: null }) })
  return desk
}

/** The page, and its script is here. */
async function replacing(desk: FakeDesk, language: 'zh-CN' | 'en' = 'zh-CN'): Promise<Opened> {
  const w = await open(desk, '#/today', language)
  await w.key('F7')
  await import('./ReplacingPage.vue')
  await w.settle()
  return w
}

test('by keys alone a copy is found, opened by its code and put back', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = fresh()
    const w = await replacing(desk, language)
    expect(w.focused()).toBe('copies-folder')
    expect(await barriers(document.body)).toEqual([])
    await w.type('E:')
    await w.key('Enter')
    expect(w.text('copies-of')).toContain('梅建平')
    expect(w.focused()).toBe('copies-code')
    await w.type(GROUPS.join(''))
    await w.key('Enter')
    expect(w.text('copy-station')).toBe('五星村服务站')
    expect(w.text('copy-inside')).toContain('46')
    expect(w.text('replacing')).not.toContain('replacing.')
    expect(await barriers(document.body)).toEqual([])
    await w.key('Enter')
    expect(w.text('put-back')).toContain('46')
    expect(desk.of('open_copies')).toEqual([{ folder: 'E:\\shanyi-7f3a90c2', code: GROUPS.join('') }])
    expect(desk.of('put_copy_back').length).toBe(1)
    w.app.unmount()
  }
})

test('a stick that is in is found with nothing typed, and of several PCs one is chosen', async () => {
  const desk = fresh()
  const pc = (folder: string, people: string[]): CopiesOfView => ({ folder, people, copies: [{ at: NOW, cases: 3 }], by_township: false })
  desk.answers.look_for_copies = () => ({ pcs: [pc('E:\\shanyi-a', ['梅建平', '蓝雪芬']), pc('E:\\shanyi-b', [])] })
  const w = await replacing(desk)
  expect(w.text('replacing')).toContain('梅建平、蓝雪芬')
  expect(w.text('replacing')).toContain('还没有定过 PIN 码')
  // Without the township's part nothing is said of it.
  expect(w.has('copies-file')).toBe(false)
  await w.type(GROUPS.join(''))
  await w.key('Enter')
  expect(desk.of('open_copies')[0]?.folder).toBe('E:\\shanyi-a')
  w.app.unmount()
})

test('whatever goes wrong is said, and can be said again from where it was', async () => {
  const desk = fresh()
  const w = await replacing(desk)
  await w.type('E:')
  await w.key('Enter')
  await w.type('wrong')
  await w.key('Enter')
  expect(w.text('replacing-trouble')).toContain('恢复码')
  await w.type(GROUPS.join(''))
  await w.key('Enter')
  desk.answers.put_copy_back = () => refuse({ kind: 'replacing', fault: 'gone' })
  await w.key('Enter')
  expect(w.text('replacing-trouble')).toContain('U 盘拔掉了')
  delete desk.answers.put_copy_back
  await w.key('Enter')
  expect(w.text('put-back')).toContain('46')
  w.app.unmount()
})

test('one step back at a time leads to the page of joining', async () => {
  const w = await replacing(fresh())
  await w.type('E:')
  await w.key('Enter')
  await w.key('Escape')
  expect(w.focused()).toBe('copies-folder')
  await w.key('Escape')
  expect(w.has('replacing')).toBe(false)
  expect(w.has('joining')).toBe(true)
  w.app.unmount()
})

test('a page that was loaded anew in between finds what came of it', async () => {
  const desk = fresh()
  desk.answers.replacing = () => ({ step: null, done: { at: NOW, cases: 9, images: 2, images_lost: 1, passed_over: 1 } })
  const w = await open(desk)
  await import('./ReplacingPage.vue')
  await w.settle()
  expect(w.text('put-back')).toContain('9')
  expect(w.text('images-lost')).toContain('1')
  w.app.unmount()
})

test('a put back copy leads to its door when the key that said so is up, and a click at once', async () => {
  const left = vi.spyOn(leave, 'page').mockImplementation(() => undefined)
  const desk = fresh()
  desk.answers.replacing = () => ({ step: null, done: { at: NOW, cases: 9, images: 2, images_lost: 0, passed_over: 0 } })
  const w = await open(desk)
  await import('./ReplacingPage.vue')
  await w.settle()
  await w.key('Enter')
  expect(left).not.toHaveBeenCalled()
  window.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter' }))
  await w.settle()
  expect(left).toHaveBeenCalledTimes(1)
  document.querySelector<HTMLElement>('[data-test="replacing-go-on"]')?.click()
  await w.settle()
  expect(left).toHaveBeenCalledTimes(2)
  w.app.unmount()
})

test('how far it is stands in figures', () => {
  expect(share({ kind: 'cases' })).toBeUndefined()
  expect(share({ kind: 'images', done: 0, of: 0 })).toBeUndefined()
  expect(share({ kind: 'images', done: 1, of: 3 })).toBe(33)
})

test('a PC under another’s name says so on every page, and takes its own by a code', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = stockedDesk()
    desk.naming = { put_back: NOW, revoked: false, stranger: false, block: 'A', device: '7f3a90c2', server: 'https://shanyi.example.cn', goes_on: false }
    const w = await open(desk, '#/today', language)
    expect(w.has('naming')).toBe(true)
    expect(await barriers(document.body)).toEqual([])
    await w.key('F9')
    await w.key('n')
    await import('./NamingDialog.vue')
    await w.settle()
    expect(w.text('naming-dialog')).toContain('7f3a90c2')
    expect(w.text('naming-dialog')).not.toContain('naming.')
    await w.focus('naming-code')
    await w.type('0123456789')
    await w.key('Enter')
    expect(desk.of('take_name')).toEqual([{ server: 'https://shanyi.example.cn', code: '0123456789' }])
    expect(w.has('naming-done')).toBe(true)
    w.app.unmount()
  }
})

test('a PC with whose invitation another came first asks for a code that takes nobody’s place', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = stockedDesk()
    desk.naming = { put_back: null, revoked: false, stranger: true, block: 'A', device: '7f3a90c2', server: 'https://shanyi.example.cn', goes_on: false }
    const w = await open(desk, '#/today', language)
    expect(w.text('naming')).toContain(language === 'en' ? 'does not know this PC' : '乡里不认识这台电脑')
    expect(await barriers(document.body)).toEqual([])
    await w.key('F9')
    await w.key('n')
    await import('./NamingDialog.vue')
    await w.settle()
    // The block and the name are those of the PC that works: nobody is to have it revoked.
    expect(w.text('naming-dialog')).not.toContain('7f3a90c2')
    expect(w.text('naming-dialog')).toContain(language === 'en' ? 'in the place of no other' : '不顶替哪一台')
    expect(w.text('naming-dialog')).not.toContain('naming.')
    w.app.unmount()
  }
})

test('a PC that nobody has to name has no key for it', async () => {
  const w = await open(stockedDesk())
  expect(w.has('naming')).toBe(false)
  await w.key('F9')
  expect(w.has('open-naming')).toBe(false)
  w.app.unmount()
})
