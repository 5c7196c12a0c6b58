import { barriers, press } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { caseOf, fakeServer, material, step, type FakeServer } from '../test/fake-server'
import { answer, closeDesk, openDesk, pressOn, see, test$, type, until, wordsOf } from '../test/desk'
import { actsOf } from './acts'
import { fenOf } from './money'

const MISSING = { originals: 1, copies: 0 }
let server: FakeServer
beforeEach(() => {
  server = fakeServer([caseOf('1', '雷美凤', {}, [material('id_card', '居民身份证'), material('plan', '房屋平面图', MISSING), material('promise', '消防承诺书', { originals: 1, copies: 2 })]), caseOf('2', '钟土根')])
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

async function begin(key: string): Promise<void> {
  await openDesk()
  await until(() => document.querySelector(test$('case')))
  await press(key)
  await see('act-panel')
}

const field = (id: string) => document.getElementById(id) as HTMLInputElement

test('a correction asks for everything that is missing at once, with words that can be changed', async () => {
  await begin('b')
  expect(field('act-want-plan').checked).toBe(true)
  expect(field('act-want-promise').checked).toBe(true)
  expect(field('act-want-id_card').checked).toBe(false)
  expect(field('act-why-promise').value).toBe('还差原件 1 份、复印件 2 份')
  await type('act-why-plan', '标出门和楼梯')
  await type('act-note', '手画也行')
  await pressOn('act-send')
  await until(() => server.acts().length === 1)
  expect(server.acts()[0]).toEqual({
    seen: ['1-2'],
    act: { kind: 'correction', wanted: [{ material: 'plan', why: '标出门和楼梯' }, { material: 'promise', why: '还差原件 1 份、复印件 2 份' }], note: '手画也行' },
  })
})

test('leaving out what is missing is warned of, and a paper without words is not sent', async () => {
  await begin('b')
  field('act-want-plan').click()
  await until(() => wordsOf('correction-left').includes('房屋平面图'))
  field('act-want-id_card').click()
  await until(() => field('act-why-id_card'))
  await pressOn('act-send')
  await until(() => field('act-why-id_card').getAttribute('aria-invalid') === 'true')
  expect(document.activeElement?.id).toBe('act-why-id_card')
  expect(server.acts()).toEqual([])
})

test('key 2 in the list of papers is what the correction asks for, key 1 is for oneself', async () => {
  await openDesk()
  await until(() => document.querySelector(test$('case')))
  const mark = (code: string) => document.querySelector(test$(`material-${code}`))?.getAttribute('data-mark')
  expect([mark('id_card'), mark('plan'), mark('promise')]).toEqual(['', 'mend', 'mend'])
  await press('1')
  expect(mark('id_card')).toBe('well')
  await press('1')
  expect(mark('plan')).toBe('mend')
  await press('M', { shiftKey: true })
  await press('M', { shiftKey: true })
  await press('2')
  expect(mark('id_card')).toBe('mend')
  await press('b')
  await see('act-panel')
  expect(field('act-want-id_card').checked).toBe(true)
})

test('a second correction for the same stage is warned of', async () => {
  const view = server.cases[0]
  if (view) view.asked_in_this_stage = true
  await begin('b')
  expect(wordsOf('second-correction')).toContain('已经要过一次补正')
})

test('a refusal without a reason or a place to go is not sent', async () => {
  await begin('x')
  await pressOn('act-send')
  expect([field('act-reason').getAttribute('aria-invalid'), field('act-where').getAttribute('aria-invalid')]).toEqual(['true', 'true'])
  await type('act-reason', '户籍不在本县')
  await pressOn('act-send')
  expect([field('act-reason').getAttribute('aria-invalid'), field('act-where').getAttribute('aria-invalid')]).toEqual([null, 'true'])
  await type('act-where', '  ')
  await pressOn('act-send')
  expect(server.acts()).toEqual([])
  await type('act-where', '户籍所在地的乡镇')
  await pressOn('act-send')
  await answer(false)
  expect(server.acts()).toEqual([])
  await pressOn('act-send')
  await answer(true)
  await until(() => server.acts().length === 1)
  expect(server.acts()[0]?.act).toEqual({ kind: 'refuse', reason: '户籍不在本县', where_to_go: '户籍所在地的乡镇' })
})

test('the promise stands there before a case is accepted', async () => {
  await begin('a')
  expect(wordsOf('promise')).toContain('承诺 20 个工作日')
  expect(wordsOf('promised-day')).toContain('12月18日')
  expect(wordsOf('accept-missing')).toContain('房屋平面图')
  await press('Enter')
  await pressOn('act-send')
  await until(() => server.acts().length >= 1)
  expect(server.acts()[0]?.act).toEqual({ kind: 'accept', office: null })
})

test('a denial says why, a grant need not', async () => {
  server.cases[0] = caseOf('1', '雷美凤', { handling: 'immediate' })
  await begin('d')
  expect(wordsOf('act-panel')).toContain('当场决定')
  field('act-outcome-1').click()
  await until(() => wordsOf('act-send').includes('不予批准'))
  await pressOn('act-send')
  expect(field('act-reason').getAttribute('aria-invalid')).toBe('true')
  field('act-outcome').click()
  await until(() => wordsOf('act-send').startsWith('准予'))
  await pressOn('act-send')
  await answer(true)
  await until(() => server.acts().length === 1)
  expect(server.acts()[0]?.act).toEqual({ kind: 'decide', outcome: 'granted', reason: null })
})

test('the result has the item’s name for it already', async () => {
  server.cases[0] = caseOf('1', '雷美凤', { state: 'granted' })
  await openDesk()
  await pressOn('queue-to_issue')
  await until(() => document.querySelector(test$('case'))?.getAttribute('data-case') === '1')
  await press('i')
  await see('act-panel')
  expect(field('act-name').value).toBe('老年人优待证')
  await type('act-number', '优待 17')
  await press('Enter')
  await until(() => server.acts().length === 1)
  expect(server.acts()[0]?.act).toEqual({ kind: 'issue', name: '老年人优待证', number: '优待 17' })
})

test('a case that moved on shows what happened, keeps what was typed, and sends nothing unseen', async () => {
  await begin('x')
  await type('act-reason', '户籍不在本县')
  await type('act-where', '户籍所在地的乡镇')
  const view = server.cases[0]
  if (view) server.cases[0] = { ...view, seen: ['1-3'], course: [...view.course, step('1-3', 'commented', { kind: 'commented', text: '户口簿在路上' })] }
  await pressOn('act-send')
  await answer(true)
  await until(() => wordsOf('news').includes('户口簿在路上'))
  expect(wordsOf('moved-on')).toContain('你写的都还在')
  expect(field('act-reason').value).toBe('户籍不在本县')
  expect(server.acts().map((a) => a.seen)).toEqual([['1-2']])
  expect((document.querySelector(test$('act-send')) as HTMLButtonElement).disabled).toBe(true)
  await pressOn('looked')
  await pressOn('act-send')
  await answer(true)
  await until(() => server.acts().length === 2)
  expect(server.acts()[1]?.seen).toEqual(['1-3'])
})

test('an act that has lost its place says so and can’t be sent', async () => {
  await begin('x')
  await type('act-reason', '户籍不在本县')
  const view = server.cases[0]
  if (view) server.cases[0] = { ...view, row: { ...view.row, state: 'withdrawn' }, seen: ['1-3'], acts: ['comment'], course: [...view.course, step('1-3', 'withdrawn', { kind: 'withdrawn', reason: '不办了' })] }
  server.change()
  await until(() => wordsOf('late').includes('已撤回'))
  await pressOn('looked')
  expect((document.querySelector(test$('act-send')) as HTMLButtonElement).disabled).toBe(true)
  expect(field('act-reason').value).toBe('户籍不在本县')
})

test('what the server refuses is told where it was sent, and stays', async () => {
  server.refuse['POST /api/cases/{id}/acts'] = [{ kind: 'invalid', field: 'text', fault: 'too_long' }]
  await begin('c')
  await type('act-text', '很长的话')
  await pressOn('act-send')
  await until(() => wordsOf('act-trouble').includes('“留言”太长了'))
  expect(field('act-text').value).toBe('很长的话')
})

test('what was put aside is there again, for its own case and its own act', async () => {
  await begin('c')
  await type('act-text', '请问户口簿')
  await press('Escape')
  await until(() => !document.querySelector(test$('act-panel')))
  ;(document.activeElement as HTMLElement | null)?.blur()
  await press('j')
  await until(() => document.querySelector(test$('case'))?.getAttribute('data-case') === '2')
  await press('c')
  await see('act-panel')
  expect(field('act-text').value).toBe('')
  await press('Escape')
  ;(document.activeElement as HTMLElement | null)?.blur()
  await press('k')
  await until(() => document.querySelector(test$('case'))?.getAttribute('data-case') === '1')
  await press('c')
  await see('act-panel')
  expect(field('act-text').value).toBe('请问户口簿')
})

test('the whole telephone is asked for by key, goes again by key, and is in nothing that the page keeps', async () => {
  await openDesk()
  await until(() => document.querySelector(test$('case')))
  expect(wordsOf('phone')).toBe('138****1234')
  await press('h')
  await until(() => wordsOf('phone') === '13857801234')
  expect(server.asked.filter((a) => a.route === 'POST /api/cases/{id}/phone')).toHaveLength(1)
  expect(wordsOf('identity')).toBe('331123********2863')
  await press('h')
  await until(() => wordsOf('phone') === '138****1234')
})

test('the whole identity number is asked for by key and goes again by key', async () => {
  await openDesk()
  await until(() => document.querySelector(test$('case')))
  expect(wordsOf('identity')).toBe('331123********2863')
  await press('s')
  await until(() => wordsOf('identity') === '331123195903082863')
  expect(server.asked.filter((a) => a.route === 'POST /api/cases/{id}/identity')).toHaveLength(1)
  await press('s')
  await until(() => wordsOf('identity') === '331123********2863')
  await press('s')
  await until(() => wordsOf('identity') === '331123195903082863')
  await press('j')
  await until(() => document.querySelector(test$('case'))?.getAttribute('data-case') === '2')
  expect(document.body.textContent).not.toContain('331123195903082863')
})

test('each form has no barriers for readers of the screen', async () => {
  for (const key of ['a', 'b', 'x', 'c', 'w']) {
    const page = await openDesk()
    await until(() => document.querySelector(test$('case')))
    await press(key)
    await see('act-panel')
    expect([key, await barriers()]).toEqual([key, []])
    page.unmount()
  }
})

test('the next sensible act comes first and is the only one that stands out', () => {
  const kinds = (view: Parameters<typeof actsOf>[0]) => actsOf(view).map((a) => (a.look === 'main' ? `${a.kind}!` : a.kind))
  expect(kinds(caseOf('1', '雷美凤'))[0]).toBe('accept!')
  expect(kinds(caseOf('1', '雷美凤', { handling: 'immediate' }))[0]).toBe('decide!')
  expect(kinds(caseOf('1', '雷美凤', {}, [material('plan', '平面图', MISSING)]))[0]).toBe('correction!')
  expect(kinds(caseOf('1', '雷美凤', { state: 'closed' }))).toEqual(['comment'])
  const issued = caseOf('1', '雷美凤', { state: 'granted' })
  issued.course.push(step('1-5', 'result_issued', { kind: 'result_issued', name: '老年人优待证', number: null }))
  expect(kinds(issued).at(-1)).toBe('issue')
  for (const state of ['submitted', 'accepted', 'granted'] as const) expect(kinds(caseOf('1', '雷美凤', { state })).filter((k) => k.endsWith('!'))).toHaveLength(1)
})

test('an amount in yuan is counted in fen without losing any', () => {
  expect(['300', '300.5', '0.29', '1,234.56', '￥80'].map(fenOf)).toEqual([30000, 30050, 29, 123456, 8000])
  expect(['', '0', '-3', '1.234', '三百', '1e3'].map(fenOf)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined])
})

test('an account that may only look is told so and is not offered a whole identity number', async () => {
  const only = server.cases[0]
  if (!only || !server.session) throw new Error('no case')
  server.session = { ...server.session, may_act: false }
  only.acts = []
  await openDesk()
  await see('case')
  expect(wordsOf('no-acts')).toContain('这个账号只能看')
  expect(document.querySelector(test$('reveal'))).toBeNull()
  expect(document.querySelector(test$('reveal-phone'))).toBeNull()
})

test.each([
  ['not_yours', '这一步不归这个账号办'],
  ['no_room', '硬盘满了'],
  ['trouble', '服务器自己出了问题'],
  ['not_from_here', '不是从工作台发出的'],
] as const)('a refusal (%s) is told in words and what was typed stays', async (kind, words) => {
  server.refuse['POST /api/cases/{id}/acts'] = [{ kind }]
  await openDesk()
  await see('case')
  await press('c')
  await see('act-panel')
  await type('act-text', '请问户口簿')
  await pressOn('act-send')
  await until(() => wordsOf('act-trouble').includes(words))
  expect((document.getElementById('act-text') as HTMLTextAreaElement).value).toBe('请问户口簿')
  await pressOn('act-send')
  await until(() => server.acts().length === 2 && server.acts()[1]?.act)
  expect(server.acts()[1]?.act).toEqual({ kind: 'comment', text: '请问户口簿' })
})
