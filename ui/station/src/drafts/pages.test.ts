import type { DraftView } from '@shanyi/contract'
import { barriers } from '@shanyi/kit/test'
import { expect, test, vi } from 'vitest'
import { here } from '../place'
import { fakeDesk, NOW, refuse, type FakeDesk } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const intake = (n: number, name: string, more: object = {}): DraftView => ({
  form: `intake:${n}`,
  content: { shape: 1, step: 1, item: 'lnyd', itemName: '老年人优待证办理', name, focus: 'address', address: '下坪组', ...more },
  at: NOW - 60 * n,
  aside: false,
  case: null,
})
const onCase = (form: string, content: object): DraftView => ({ form, content: { shape: 1, who: '蓝春妹', what: '老年人优待证', state: 'granted', ...content }, at: NOW, aside: false, case: null })
const forms = (test: string) => [...document.querySelectorAll<HTMLElement>(`[data-test="${test}"]`)].map((e) => e.dataset.form)
const field = (id: string) => (document.getElementById(id) as HTMLInputElement | null)?.value

/** A desk that was left in the middle of things. */
function left(...drafts: DraftView[]): FakeDesk {
  const desk = stockedDesk()
  desk.drafts = drafts
  return desk
}

test('what was open when the program ended is offered first; what was put aside waits in the list', async () => {
  const w = await open(left(intake(1, '蓝春妹'), { ...intake(2, '钟土根'), aside: true }))
  expect(forms('offered')).toEqual(['intake:1'])
  expect(forms('draft')).toEqual(['intake:2'])
  expect(w.text('offer')).toContain('蓝春妹 · 老年人优待证办理')
  expect(await barriers()).toEqual([])
  await w.key('j')
  expect(here.value).toEqual({ room: 'intake', form: 'intake:1' })
  expect(field('name')).toBe('蓝春妹')
  expect(w.focused()).toBe('address')
})

test('putting an offered form aside keeps its words, and going on with it makes it open again', async () => {
  const desk = left(intake(1, '蓝春妹'))
  const w = await open(desk)
  await w.key('k')
  expect(w.has('offer')).toBe(false)
  expect(desk.drafts).toMatchObject([{ aside: true, content: { name: '蓝春妹', address: '下坪组' } }])
  await w.key('j')
  expect(desk.drafts).toMatchObject([{ aside: false }])
})

test('an interruption costs two keys, and the way back one', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  const begin = async (name: string) => {
    await w.key('F2')
    await w.type('老年')
    await w.key('Enter')
    await w.key('Enter')
    await w.type(name)
  }
  await begin('蓝春妹')
  await w.key('Escape')
  await begin('钟土根')
  expect(desk.drafts.map((d) => (d.content as { name?: string }).name)).toContain('蓝春妹')
  await w.key('F8')
  expect(field('name')).toBe('蓝春妹')
  await w.key('F8')
  expect(field('name')).toBe('钟土根')
  await w.key('F8')
  expect(field('name')).toBe('蓝春妹')
  expect(new Set(desk.drafts.map((d) => d.form)).size).toBe(2)
})

test('a delivery comes back with name, relation, photograph and every point of its signature', async () => {
  const image = { hash: 'a'.repeat(64), length: 90_000, media: 'jpeg' }
  const strokes = [[{ x: 0.1, y: 0.2, at: 0, press: 0.5 }, { x: 0.5, y: 0.7, at: 40, press: 0.5 }]]
  const desk = left(onCase('deliver:case401', { to: '蓝小芳', relation: 'child', strokes, photo: image }))
  const w = await open(desk)
  await w.key('j')
  expect(here.value).toEqual({ room: 'case', id: 'case401', act: 'deliver' })
  expect(field('to')).toBe('蓝小芳')
  expect(document.querySelector<HTMLInputElement>('[name="relation"]:checked')?.value).toBe('child')
  expect(document.getElementById('signature-state')?.textContent).toContain('1')
  await w.focus('to')
  await w.type('蓝小芬')
  await vi.waitFor(() => expect(desk.drafts[0]?.content).toMatchObject({ to: '蓝小芬', strokes, photo: image }))
})

test('a word in a dialog is kept when the dialog is closed, and stands there when it is opened again', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case417')
  await w.key('w')
  await w.type('家里说先不办')
  await w.key('Escape')
  expect(desk.drafts).toMatchObject([{ form: 'withdraw:case417', aside: true }])
  await w.key('w')
  expect(field('question-text')).toBe('家里说先不办')
  await w.key('Enter')
  expect(desk.of('withdraw')).toEqual([{ case: 'case417', reason: '家里说先不办', draft: 'withdraw:case417' }])
  expect(desk.drafts).toEqual([])
})

test('papers added are put over the case as it is now, and what changed meanwhile is said', async () => {
  const line = { material: 'photo', originals: 1, copies: 0, images: [], checked: false }
  const desk = left(onCase('amend:case418', { state: 'submitted', lines: [line], because: '照片明天到', asksWhy: true }))
  const w = await open(desk, '#/case/case418/amend')
  expect(w.text('moved-on')).toContain('从“已提交”变成了“已收件”')
  expect(document.querySelector('[data-test="material-photo"]')?.getAttribute('data-standing')).toBe('here')
  await w.key('s')
  expect(desk.of('amend')).toMatchObject([{ materials: [line], submit: false, draft: 'amend:case418' }])
  expect(desk.drafts).toEqual([])
})

test('a form whose case has gone on is shown as words, and dropped only when the operator says so', async () => {
  const desk = left(onCase('withdraw:case401', { text: '家里说先不办' }))
  const w = await open(desk)
  await w.key('j')
  expect(here.value).toEqual({ room: 'draft', form: 'withdraw:case401' })
  expect(w.text('leftover-why')).toContain('不能再撤回')
  expect(document.querySelector<HTMLTextAreaElement>('[data-test="leftover-words"]')?.value).toBe('写的话：家里说先不办')
  expect(await barriers()).toEqual([])
  document.querySelector<HTMLElement>('[data-test="leftover-drop"]')?.click()
  await w.settle()
  await w.key('Escape')
  expect(desk.drafts).toHaveLength(1)
  document.querySelector<HTMLElement>('[data-test="leftover-drop"]')?.click()
  await w.settle()
  await w.key('Enter')
  expect(desk.drafts).toEqual([])
})

test('whoever opens the act itself is led to the words that were typed for it', async () => {
  await open(left(onCase('withdraw:case401', { text: '家里说先不办' })), '#/case/case401/withdraw')
  expect(here.value).toEqual({ room: 'draft', form: 'withdraw:case401' })
})

test.each([
  ['a newer program', { shape: 2, person: { name: '钟土根', note: '下周二再来' } }],
  ['a damaged one', { shape: 1, name: '钟土根', lines: null, address: '下周二再来' }],
  ['nobody knows whom', '{"name":"钟土根 下周二再来\\ud800"}'],
])('a form of %s is shown with every word of it', async (_, content) => {
  const desk = left({ ...intake(1, ''), content })
  const w = await open(desk)
  await w.key('j')
  expect(here.value).toEqual({ room: 'draft', form: 'intake:1' })
  const words = document.querySelector<HTMLTextAreaElement>('[data-test="leftover-words"]')?.value
  expect(words).toContain('钟土根')
  expect(words).toContain('下周二再来')
  await w.key('Escape')
  expect(desk.drafts).toMatchObject([{ content, aside: true }])
})

test('an item that left the list costs nothing that was typed', async () => {
  const desk = left(intake(1, '蓝春妹', { item: 'gone', idNumber: '331123' }))
  const w = await open(desk)
  await w.key('j')
  expect(w.text('intake-trouble')).toContain('目录里没有这个事项')
  await w.focus('item')
  await w.type('老年')
  await w.key('Enter')
  await w.key('Enter')
  expect([field('name'), field('id-number'), field('address')]).toEqual(['蓝春妹', '331123', '下坪组'])
})

test('a place whose form is gone says so, and is a new form', async () => {
  const desk = fakeDesk()
  const w = await open(desk, '#/intake/intake%3A7')
  expect(w.text('draft-missing')).toContain('这张表已经不在了')
  await w.key('F1')
  expect(desk.of('keep_draft')).toEqual([])
})

test('words that are gone offer no form that is not there, and lead back to today', async () => {
  const w = await open(stockedDesk(), '#/draft/withdraw:case401')
  expect(w.text('draft-missing')).toContain('这张表已经不在了')
  expect(w.text('draft-missing')).not.toContain('在这里重新填')
  await w.key('Escape')
  expect(here.value).toEqual({ room: 'today' })
})

test('what can’t be kept is said on every page until it is', async () => {
  const desk = stockedDesk()
  desk.answers.keep_draft = () => refuse({ kind: 'store', fault: 'disk_full' })
  const w = await open(desk, '#/case/case417/comment')
  await w.type('打过电话')
  await w.key('Escape')
  await w.key('F3')
  expect(w.text('draft-trouble')).toContain('硬盘满了')
  delete desk.answers.keep_draft
  await vi.waitFor(() => expect(desk.drafts).toMatchObject([{ content: { text: '打过电话' } }]), { timeout: 4000 })
  await w.settle()
  expect(w.has('draft-trouble')).toBe(false)
})

test('a page that broke off says so when it is there again', async () => {
  const desk = fakeDesk()
  const own = desk.host.window
  desk.host.window = (what, payload) => (what === 'came_back' ? Promise.resolve(true) : own(what, payload))
  const w = await open(desk)
  expect(w.text('came-back')).toContain('填过的都还在')
  document.querySelector<HTMLElement>('[data-test="came-back-ok"]')?.click()
  await w.settle()
  expect(w.has('came-back')).toBe(false)
})
