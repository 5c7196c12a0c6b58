import { barriers } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import { here } from '../place'
import { refuse } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

test('what is to be done now is done by arrows and Enter', async () => {
  const w = await open(stockedDesk())
  expect([...document.querySelectorAll('[data-test^="todo-"]')].map((e) => e.getAttribute('data-test'))).toEqual(['todo-deliver', 'todo-correct', 'todo-return_originals', 'todo-submit', 'todo-due_soon'])
  await w.key('ArrowDown')
  await w.key('Enter')
  expect(here.value).toEqual({ room: 'case', id: 'case417', act: 'amend' })
})

test.each(['#/case/case417', '#/person/case417', '#/case/case417/deliver'])('a telephone is masked at %s until a key shows it, and each look is asked of the desk', async (place) => {
  const desk = stockedDesk()
  const w = await open(desk, place)
  expect([w.text('phone'), desk.of('show_phone')]).toEqual(['137****2208', []])
  document.querySelector<HTMLElement>('[data-test=show-phone]')?.focus()
  await w.key('h')
  expect([w.text('phone'), desk.of('show_phone')]).toEqual(['13757812208', [{ case: 'case417' }]])
  await w.key('h')
  expect(w.text('phone')).toBe('137****2208')
  await w.key('h')
  expect(desk.of('show_phone')).toHaveLength(2)
})

test('a telephone that the desk may not show stays masked, and the page says why', async () => {
  const desk = stockedDesk()
  desk.answers.show_phone = () => refuse({ kind: 'no_case' })
  const w = await open(desk, '#/case/case417')
  await w.key('h')
  expect([w.text('phone'), w.text('phone-trouble').length > 5]).toEqual(['137****2208', true])
})

test('a correction is answered paper by paper and handed over again', async () => {
  const desk = stockedDesk()
  const view = desk.cases.find((c) => c.row.id === 'case417')
  for (const m of view?.materials ?? []) if (!m.wanted) Object.assign(m, { needed: false, standing: { kind: 'not_needed' }, listed: { ...m.listed, need: { kind: 'optional' } } })
  const w = await open(desk, '#/case/case417/amend')
  expect(w.text('materials-heading')).toBe('还差 2 样材料')
  await w.key(' ')
  expect(w.text('materials-heading')).toBe('还差 1 样材料')
  await w.key('Enter')
  await w.key(' ')
  expect(w.text('materials-heading')).toBe('要补的都补上了')
  desk.answers.amend = () => Object.assign(view ?? {}, { correction: null }) as never
  await w.key('Enter')
  const [amend] = desk.of('amend')
  expect(amend).toMatchObject({ case: 'case417', submit: true, missing_because: null, applies: null })
  expect(amend?.materials).toHaveLength(2)
  expect(w.text('said')).toContain('已提交')
})

test('handing over with papers missing asks why, and sends the words', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case418/amend')
  await w.key('g')
  expect(desk.of('amend')).toEqual([])
  expect(w.focused()).toBe('because')
  await w.type('照片明天班车带到')
  await w.key('Enter')
  expect(desk.of('amend')[0]).toMatchObject({ submit: true, missing_because: '照片明天班车带到' })
})

test('what was added is kept as a form when the page is left by a room key, and nothing of it is on the case', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case418/amend')
  await w.key(' ')
  await w.key('F1')
  expect(desk.of('amend')).toEqual([])
  expect(desk.drafts).toMatchObject([{ form: 'amend:case418', content: { who: '周桂香', lines: [{ material: 'photo', originals: 1 }] } }])
})

test('a delivery is asked about once and recorded with name and relation', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case401')
  await w.key('Enter')
  expect(here.value).toMatchObject({ act: 'deliver' })
  document.querySelectorAll<HTMLInputElement>('[name="relation"]')[2]?.click()
  await w.focus('to')
  await w.type('蓝小芳')
  await w.key('Enter')
  expect(document.body.textContent).toContain('没有签名也没有照片')
  await w.key('Escape')
  expect(desk.of('deliver')).toEqual([])
  await w.focus('to')
  await w.key('Enter')
  await w.key('Enter')
  expect(desk.of('deliver')).toEqual([{ case: 'case401', to: '蓝小芳', relation: 'child', signature: null, photo: null, draft: 'deliver:case401' }])
  expect(w.text('delivered')).toContain('交给 蓝小芳（子女）')
})

test('where no paper is made out nobody is asked to whom it was handed, money least of all', async () => {
  const desk = stockedDesk()
  const view = desk.cases.find((c) => c.row.id === 'case401')
  if (!view) throw new Error('no case')
  Object.assign(view, { issued: null, result: 'payment' })
  const w = await open(desk, '#/case/case401')
  expect(w.text('act-deliver')).toContain('告诉本人')
  await w.key('Enter')
  expect(w.text('deliver')).toContain('款项办好了，告诉了谁？')
  await w.focus('to')
  await w.key('Enter')
  expect(document.body.textContent).toContain('告诉到了')
  expect(document.body.textContent).not.toMatch(/交给|谁收下/)
  await w.key('Enter')
  expect(desk.of('deliver')).toHaveLength(1)
})

test('a certificate that is not made out yet is no failure of the person', async () => {
  const desk = stockedDesk()
  desk.answers.deliver = () => refuse({ kind: 'not_issued' })
  const w = await open(desk, '#/case/case401/deliver')
  await w.focus('to')
  await w.key('Enter')
  await w.key('Enter')
  expect(w.text('deliver-trouble')).toContain('还没有')
})

test('withdrawing needs a word, and Esc withdraws nothing', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case417')
  await w.key('w')
  expect(w.focused()).toBe('question-text')
  await w.key('Enter')
  expect(desk.of('withdraw')).toEqual([])
  await w.key('Escape')
  expect(w.has('ask-withdraw')).toBe(false)
  await w.key('w')
  await w.type('不办了')
  await w.key('Enter')
  expect(desk.of('withdraw')).toEqual([{ case: 'case417', reason: '不办了', draft: 'withdraw:case417' }])
})

test('a date that reaches into a year without holidays is called provisional, with the reason', async () => {
  const w = await open(stockedDesk(), '#/case/case402')
  expect(w.text('due-date')).toBe('2027年1月5日 星期二')
  expect(w.text('due-provisional')).toBe('暂定，因为 2027 年的放假安排还没公布')
})

test('the course says what was superseded and what has a receipt', async () => {
  const w = await open(stockedDesk(), '#/case/case417')
  expect(w.text('course')).toContain('被别的一笔盖过了')
  expect(w.text('course')).toContain('有回执')
  expect(w.text('course')).toContain('还没发到')
  expect(w.text('course')).toContain('那时还差：')
})

test('originals go back to a person, or none were held', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case390')
  await w.key('Enter')
  document.getElementById('none-held')?.click()
  await w.settle()
  await w.key('Enter')
  expect(desk.of('return_originals')).toEqual([{ case: 'case390', to: null, draft: 'return:case390' }])
})

test('the list keeps its filter when one comes back from a case', async () => {
  const w = await open(stockedDesk(), '#/cases')
  await w.key('ArrowRight')
  const rows = () => document.querySelectorAll('[data-test="case-rows"] > li').length
  const mine = rows()
  await w.key('Enter')
  await w.key('Escape')
  expect(here.value.room).toBe('cases')
  expect(rows()).toBe(mine)
  await w.key('ArrowLeft')
  expect(rows()).toBeGreaterThan(mine)
})

test('a change behind the page shows by itself', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case402')
  const view = desk.cases.find((c) => c.row.id === 'case402')
  if (view) view.row = { ...view.row, state: 'closed' }
  desk.change()
  await new Promise((done) => setTimeout(done, 80))
  await w.settle()
  expect(w.text('case-state')).toBe('已办完')
})

test('the sync panel shows every figure and tries the line', async () => {
  const desk = stockedDesk()
  desk.answers.send_now = () => ({ ...desk.sync, line: 'up', cases_there: 46, cases_waiting: 0, events_waiting: 0, images_waiting: 0, bytes_waiting: 0, last_receipt: desk.cases[0]?.row.collected_at ?? 0 })
  const w = await open(desk)
  expect(w.text('sync-badge')).toBe('没有网络 · 3 件已存在本机，来网自动发')
  await w.key('F9')
  expect(w.text('sync-cases-here')).toBe('存在本机的件46')
  expect(w.text('sync-images-waiting')).toContain('4 张（598 KB）')
  await w.key('Enter')
  expect(w.text('sync-badge')).toContain('乡里都收到了')
})


test('the pages of cases have no barriers', async () => {
  for (const address of ['#/today', '#/cases', '#/case/case417', '#/case/case417/amend', '#/case/case401/deliver']) {
    const w = await open(stockedDesk(), address)
    expect([address, await barriers()]).toEqual([address, []])
    w.app.unmount()
  }
})

/** Holds back what a dropped picture is prepared by until it is let go. */
function heldBack(desk: ReturnType<typeof stockedDesk>): () => void {
  const upload = desk.host.window
  let letGo = () => {}
  const free = new Promise<void>((done) => (letGo = done))
  desk.host.window = async (what, payload) => {
    if (what === 'upload_dropped') await free
    return upload(what, payload)
  }
  return letGo
}

test('a photo dropped on the delivery is part of it, also while it is still being prepared', async () => {
  const desk = stockedDesk()
  const letGo = heldBack(desk)
  const w = await open(desk, '#/case/case401/deliver')
  desk.drop(['交接.jpg', '多的.jpg'], 1, 1)
  await w.settle()
  expect(w.text('only-one')).toContain('交接.jpg')
  await w.focus('to')
  await w.key('Enter')
  await w.key('Enter')
  expect(desk.of('deliver')).toEqual([])
  expect(document.body.textContent).not.toContain('没有签名也没有照片')
  letGo()
  await w.settle()
  await w.key('Enter')
  expect(desk.of('deliver')).toMatchObject([{ signature: null, photo: { length: 183_500 } }])
})

test('a photo that can not be used stops the delivery once and says why, and another kind of file is named', async () => {
  const desk = stockedDesk()
  const letGo = heldBack(desk)
  desk.answers.prepare_picture = () => refuse({ kind: 'picture', fault: { kind: 'damaged' } })
  const w = await open(desk, '#/case/case401/deliver')
  desk.drop(['断了.jpg'], 1, 1)
  await w.focus('to')
  await w.key('Enter')
  letGo()
  await w.settle()
  expect(w.text('picture-refused')).toContain('断了.jpg')
  expect(document.querySelector('[role=dialog]')).toBeNull()
  await w.key('Enter')
  expect(document.body.textContent).toContain('没有签名也没有照片')
  await w.key('Escape')
  const input = document.querySelector<HTMLInputElement>('[data-test="delivery-photo"] input[type=file]')
  Object.defineProperty(input, 'files', { value: [new File(['x'], '说明.docx', { type: 'application/msword' })] })
  input?.dispatchEvent(new Event('change', { bubbles: true }))
  await w.settle()
  expect(w.text('picture-refused')).toContain('说明.docx')
})

test('a photo of a delivery is looked at and taken away again', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/case/case401/deliver')
  desk.drop(['交接.jpg'], 1, 1)
  await w.settle()
  expect(w.has('photo-remove')).toBe(true)
  document.querySelector<HTMLElement>('[data-test="photo-remove"]')?.click()
  await w.settle()
  expect(document.querySelectorAll('[data-test="delivery-photo"] img')).toHaveLength(0)
})

test('papers are handed over once, however often Enter is pressed while a picture is on its way', async () => {
  const desk = stockedDesk()
  const letGo = heldBack(desk)
  const w = await open(desk, '#/case/case418/amend')
  document.elementFromPoint = () => document.querySelector('[data-drop-line="photo"]')
  desk.drop(['一寸.jpg'], 1, 1)
  await w.key(' ')
  await w.key('s')
  await w.key('s')
  letGo()
  await w.settle()
  expect(desk.of('amend')).toHaveLength(1)
})

test('papers that were put aside while a picture was on its way are not saved behind the page', async () => {
  const desk = stockedDesk()
  const letGo = heldBack(desk)
  const w = await open(desk, '#/case/case418/amend')
  document.elementFromPoint = () => document.querySelector('[data-drop-line="photo"]')
  desk.drop(['一寸.jpg'], 1, 1)
  await w.key(' ')
  await w.key('s')
  await w.key('Escape')
  letGo()
  await w.settle()
  expect(desk.of('amend')).toEqual([])
  expect(desk.drafts).toMatchObject([{ form: 'amend:case418' }])
})

test('a name that was typed comes back when the relation was picked by mistake', async () => {
  const w = await open(stockedDesk(), '#/case/case401/deliver')
  const pick = async (at: number) => {
    document.querySelectorAll<HTMLInputElement>('[name="relation"]')[at]?.click()
    await w.settle()
  }
  await pick(2)
  await w.focus('to')
  await w.type('蓝小芳')
  await pick(0)
  expect(document.querySelector<HTMLInputElement>('#to')?.value).toBe('蓝春妹')
  await pick(1)
  expect(document.querySelector<HTMLInputElement>('#to')?.value).toBe('蓝小芳')
})
