import { barriers } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import { fakeDesk, NOW, refuse } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const COLLEAGUES = [
  { id: 12, name: '叶小春', away: false, deputy: true },
  { id: 14, name: '兰玉珍', away: true, deputy: false },
]

function staffed() {
  const desk = stockedDesk()
  desk.station.colleagues = COLLEAGUES
  for (const view of desk.cases) view.acts = [...view.acts, 'handed_on']
  return desk
}

test('who answers for a case stands on its page, and it is handed on to the deputy by two keys', async () => {
  const desk = staffed()
  const w = await open(desk, '#/case/case417')
  expect(w.text('answers')).toContain('梅建平（您）')
  await w.key('m')
  expect(w.text('ask-hand-on')).toContain('B 岗')
  expect(await barriers(document.querySelector<HTMLElement>('[data-test="ask-hand-on"]')!)).toEqual([])
  await w.key('Enter')
  expect(desk.of('hand_on')).toEqual([{ case: 'case417', to: 12, why: '' }])
  expect(w.text('said')).toContain('已移交给叶小春')
  expect(w.text('answers')).toContain('叶小春')
})

test('where a case can be handed on the telephone is shown by its key all the same', async () => {
  const desk = staffed()
  const w = await open(desk, '#/case/case417')
  const masked = w.text('phone')
  await w.key('h')
  expect(desk.of('show_phone')).toEqual([{ case: 'case417' }])
  expect(w.text('phone')).not.toBe(masked)
  expect(w.has('ask-hand-on')).toBe(false)
})

test('a colleague who may not take over is named, and the question stays', async () => {
  const desk = staffed()
  desk.answers.hand_on = () => refuse({ kind: 'no_right', name: '叶小春' })
  const w = await open(desk, '#/case/case417')
  await w.key('m')
  await w.key('Enter')
  expect(w.text('hand-on-trouble')).toContain('叶小春 现在没有收件资格')
})

test('where there is no colleague nothing can be handed on', async () => {
  const desk = stockedDesk()
  await open(desk, '#/case/case417')
  expect(document.querySelector('[data-test="hand-on"]')).toBeNull()
})

test('the day marks what is handed on to me and what I do for somebody who is away', async () => {
  const desk = staffed()
  const [first, second, third] = desk.today.rows
  Object.assign(first ?? {}, { answers: { name: '梅建平', whose: 'handed_to_me' } })
  Object.assign(second ?? {}, { answers: { name: '兰玉珍', whose: 'stand_in' } })
  Object.assign(third ?? {}, { answers: { name: '叶小春', whose: 'colleague' } })
  await open(desk)
  const marks = [...document.querySelectorAll('[data-test="todo-answers"]')].map((mark) => mark.textContent)
  expect(marks).toEqual(['移交给我的', '代兰玉珍办', '叶小春经办'])
})

test('a withdrawn right and a long silence are said above every page, and a case taken in then says so', async () => {
  const desk = stockedDesk()
  desk.station.right = { kind: 'withdrawn', since: NOW - 86_400 }
  const w = await open(desk)
  expect(w.text('right-withdrawn')).toContain('收回了')
  w.app.unmount()
  desk.station.right = { kind: 'unconfirmed', days: 21 }
  for (const view of desk.cases) view.right_unconfirmed = 21
  const again = await open(desk, '#/case/case417')
  expect(again.text('right-unconfirmed')).toContain('21 天')
  expect(again.text('case-unconfirmed')).toContain('21 天')
})

test('a supervisor takes over a colleague’s form after one question; nobody else is shown any', async () => {
  const desk = fakeDesk()
  const draft = { form: 'intake:7', content: { name: '蓝春妹', itemName: '老年人优待证' }, at: NOW, aside: false, case: null }
  desk.colleagueForms = [{ operator: 12, name: '叶小春', draft }]
  const alone = await open(desk)
  expect(alone.has('colleague-forms')).toBe(false)
  expect(desk.of('colleague_forms')).toEqual([])
  alone.app.unmount()
  desk.station.supervises = true
  const w = await open(desk)
  expect(w.text('colleague-forms')).toContain('叶小春填的')
  document.querySelector<HTMLElement>('[data-test="take-over"]')?.click()
  await w.settle()
  await w.key('Enter')
  expect(desk.of('take_over_form')).toEqual([{ operator: 12, form: 'intake:7' }])
  expect(document.querySelector('[data-test="colleague-forms"]')).toBeNull()
})
