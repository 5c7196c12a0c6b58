import { useHost } from '@shanyi/contract'
import { bringDialogs } from '@shanyi/kit'
import { barriers } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { leave } from '../door/door'
import { GROUPS, fakeDesk, person, refuse, type FakeDesk } from '../test/fake-desk'
import { open, type Opened } from '../test/window'

const ME = person(11, '梅建平', { me: true })

let desk: FakeDesk
let window: Opened
beforeEach(async () => {
  await bringDialogs()
  desk = fakeDesk()
  useHost(desk.host)
})
afterEach(() => {
  window.app.unmount()
  document.body.innerHTML = ''
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function stand(language: 'zh-CN' | 'en' = 'zh-CN'): Promise<void> {
  window = await open(desk, '#/pins', language)
}

/** Types a PIN into each field in turn, with Enter behind each. */
async function typed(...pins: string[]): Promise<void> {
  for (const pin of pins) {
    await window.type(pin)
    await window.key('Enter')
  }
}

/** Down to the second of the list, and Enter. */
async function second(): Promise<void> {
  await window.key('ArrowDown')
  await window.key('Enter')
}

/** What the fields of the window hold. */
const held = (): string[] => [...document.querySelectorAll('input')].map((field) => field.value)

test('F4 opens the page wherever one is, and Escape goes back to there', async () => {
  window = await open(desk, '#/cases')
  await window.key('F4')
  expect(location.hash).toBe('#/pins')
  expect(window.has('pins-page')).toBe(true)
  expect(document.querySelector('[data-test="to-pins"]')?.getAttribute('aria-current')).toBe('page')
  await window.key('Escape')
  expect(location.hash).toBe('#/cases')
})

test('another PIN takes the present one and the new one twice, and Enter alone leads through', async () => {
  await stand()
  await window.key('c')
  expect(window.focused()).toBe('pin-present')
  await typed('274910', '504938', '504938')
  expect(desk.of('change_pin')).toEqual([{ pin: '274910', new_pin: '504938' }])
  expect(window.text('pins-done')).toContain('换好了')
  expect(window.has('change-pin-dialog')).toBe(false)
  expect(held().filter((value) => /\d{6}/.test(value))).toEqual([])
})

test('a wrong present PIN is said at its field, and all three are typed again', async () => {
  await stand()
  await window.key('c')
  await typed('111222', '504938', '504938')
  expect(window.text('change-pin-dialog')).toContain('现在的 PIN 码不对')
  expect(window.focused()).toBe('pin-present')
  expect(held().filter((value) => /\d{6}/.test(value))).toEqual([])
  await typed('274910', '504938', '504938')
  expect(window.text('pins-done')).toContain('换好了')
})

test('behind wrong PINs the dialog says how long to wait, and nothing is tried before that is over', async () => {
  desk.answers.change_pin = () => refuse({ kind: 'wrong_pin', seconds: 600 })
  await stand()
  await window.key('c')
  await typed('111222', '504938', '504938')
  expect(window.text('pin-trouble')).toMatch(/还要等 (600|59\d) 秒/)
  await typed('274910', '504938', '504938')
  expect(desk.of('change_pin').length).toBe(1)
})

test('a PIN that is too easy, or typed twice in two ways, is said where it was typed', async () => {
  await stand()
  await second()
  expect(window.text('give-pin-dialog')).toContain('新 PIN 码')
  await typed('830275', '830276')
  expect(window.text('give-pin-dialog')).toContain('两遍输的不一样')
  expect(desk.of('add_colleague')).toEqual([])
  await window.focus('pin')
  await typed('123456', '123456')
  expect(window.text('give-pin-dialog')).toContain('太容易猜到')
  expect(window.focused()).toBe('pin')
  await typed('830275', '830275')
  expect(desk.of('add_colleague').at(-1)).toEqual({ operator: 12, pin: '830275' })
  expect(window.text('pins-done')).toContain('蓝雪芬')
  expect(document.querySelector('[data-test="person-12"]')?.getAttribute('data-pin')).toBe('true')
})

test('a PIN is taken away after it was asked once, and not without', async () => {
  desk.pins = { ...desk.pins, people: [ME, person(12, '蓝雪芬')] }
  await stand()
  await second()
  await window.key('F6')
  expect(document.querySelector('.sy-dialog')?.textContent).toContain('收回 蓝雪芬 的 PIN 码？')
  await window.key('Escape')
  expect(desk.of('take_pin')).toEqual([])
  await window.key('Enter')
  await window.key('F6')
  await window.key('Enter')
  expect(desk.of('take_pin')).toEqual([{ operator: 12 }])
  expect(window.text('pins-done')).toContain('收回了')
})

test('who lost the right or left gets no PIN, and theirs can be taken', async () => {
  desk.pins = { ...desk.pins, people: [ME, person(12, '蓝雪芬', { has_pin: false, standing: { kind: 'withdrawn', since: '2026-11-20' } }), person(14, '钟秀英', { standing: { kind: 'gone' } })] }
  await stand()
  await second()
  expect(document.querySelector('.sy-dialog')).toBe(null)
  expect(window.text('person-12')).toContain('不能给 PIN 码')
  await second()
  expect(window.has('give-pin-dialog')).toBe(false)
  await window.key('Enter')
  expect(desk.of('take_pin')).toEqual([{ operator: 14 }])
})

test('a new recovery code is asked for, shown, and counts when two groups are typed back', async () => {
  await stand()
  await window.key('n')
  expect(desk.of('new_recovery')).toEqual([])
  await window.key('Enter')
  expect(window.text('code')).toContain(GROUPS[3] ?? '')
  await window.key('F6')
  expect(desk.asked.some((one) => one.name === 'window:print')).toBe(true)
  await typed('7K2QM', '7K2QM')
  expect(window.text('door-trouble')).not.toBe('')
  await typed(GROUPS[1] ?? '', GROUPS[4] ?? '')
  expect(window.text('pins-done')).toContain('旧的作废')
  expect(document.body.textContent).not.toContain(GROUPS[3])
})

test('who goes back from a new code has the old one', async () => {
  await stand()
  await window.key('n')
  await window.key('Enter')
  await window.key('Escape')
  expect(desk.of('confirm_recovery')).toEqual([])
  expect(window.text('pins-done')).toContain('没有换')
})

test('the minutes before it locks by itself are 2 to 30', async () => {
  await stand()
  await window.key('t')
  await typed('31')
  expect(window.text('idle-dialog')).toContain('2 到 30 的整数')
  await typed('５')
  expect(desk.of('set_idle')).toEqual([{ minutes: 5 }])
  expect(window.text('pins-page')).toContain('5 分钟没有人动')
})

test('a desk that locks while a PIN is typed leaves nothing of it on the page', async () => {
  const left = vi.spyOn(leave, 'page').mockImplementation(() => undefined)
  await stand()
  await window.key('c')
  await window.type('274910')
  await window.key('F12')
  expect(desk.of('lock').length).toBe(1)
  expect(left).toHaveBeenCalledTimes(1)
  // Nothing of it was kept on the disk either.
  expect(JSON.stringify(desk.asked)).not.toContain('274910')
})

test('where the door is left open nothing can be changed, and the page says why', async () => {
  desk.pins = { ...desk.pins, people: [person(11, '梅建平', { me: true, has_pin: false })], left_open: true }
  await stand()
  expect(window.text('pins-left-open')).toContain('没有用 PIN 码')
  await window.key('c')
  await window.key('n')
  await window.key('Enter')
  expect(document.querySelector('.sy-dialog')).toBe(null)
})

test.each(['zh-CN', 'en'] as const)('neither the page nor its dialogs have a barrier, in %s', async (language) => {
  desk.pins = { ...desk.pins, names: 'enrolment', people: [ME, person(12, '蓝雪芬', { has_pin: false }), person(13, '欧阳建国', { shut: true }), person(14, '钟秀英', { standing: { kind: 'gone' } })] }
  await stand(language)
  expect(await barriers(document.body)).toEqual([])
  for (const key of ['c', 't', 'n']) {
    await window.key(key)
    expect(await barriers(document.body)).toEqual([])
    await window.key('Escape')
  }
  await second()
  expect(await barriers(document.body)).toEqual([])
})
