import type { KeepDraft } from '@shanyi/contract'
import { barriers } from '@shanyi/kit/test'
import { afterEach, expect, test, vi } from 'vitest'
import { here } from '../place'
import { fakeDesk, idNumber, refuse, type FakeDesk } from '../test/fake-desk'
import { open, type Opened } from '../test/window'
import type { IntakeForm } from './form'

afterEach(() => vi.useRealTimers())

const ELDER = idNumber('1959-03-12')

/** From the open window to the villager's fields, by key. */
async function toPerson(w: Opened): Promise<void> {
  await w.key('F2')
  await w.type('老年')
  await w.key('Enter')
  await w.key('Enter')
}

/** Types the villager, field by field, each left with Enter. */
async function typePerson(w: Opened, id = ELDER): Promise<void> {
  for (const words of ['蓝春妹', id, '13757812208', '五星村下坪组 12 号']) {
    await w.type(words)
    await w.key('Enter')
  }
}

/** Answers both questions of the list: neither condition holds. */
async function answerNo(w: Opened): Promise<void> {
  for (const number of ['4', '5']) {
    await w.key(number)
    await w.key('n')
  }
}

const papers = () => [...document.querySelectorAll<HTMLElement>('[data-test^="material-"][data-standing]')].map((e) => `${e.dataset.test?.slice(9)} ${e.dataset.open ?? e.dataset.standing}`)

test('a case is taken in from the first key to the number without a mouse', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  expect(w.focused()).toBe('name')
  await typePerson(w)
  expect(w.text('materials-heading')).toBe('还差 3 样材料')
  await w.key(' ') // the identity card
  await w.key('Enter') // to the next missing one
  await w.key(' ')
  await w.key('Enter')
  await w.key(' ')
  expect(w.text('materials-heading')).toBe('还有 2 样要问一句')
  await w.key('Enter')
  await w.key('n')
  await w.key('Enter')
  await w.key('n')
  expect(w.text('materials-heading')).toBe('材料齐了')
  await w.key('Enter')
  expect(w.text('number')).toMatch(/^五星-26-A\d+-8$/)
  const [form] = desk.of('take_in')
  expect(form).toMatchObject({ item: 'lnyd', channel: 'counter', submit: true, applies: [], applicant: { name: '蓝春妹', id_number: ELDER, phone: '13757812208', address: '五星村下坪组 12 号' } })
  expect(form?.materials.map((m) => [m.material, m.originals, m.copies])).toEqual([['id_card', 1, 1], ['photo', 1, 0], ['household_register', 1, 1]])
  expect(desk.drafts).toEqual([])
  await w.key('Enter')
  expect(desk.asked.at(-1)).toMatchObject({ name: 'window:print', args: { route: 'receipt/case1' } })
  await w.key('Enter')
  expect(document.querySelector('[data-test="intake"]')?.getAttribute('data-step')).toBe('0')
})

test('an incomplete case is taken in with G, and the notice that names everything comes first', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  await typePerson(w)
  await w.key(' ')
  await w.key('g')
  expect(desk.of('take_in')).toEqual([])
  expect(w.text('ask-first')).toBe('先问清这 2 样要不要，告知单才写得全')
  expect(document.querySelector('li.at')?.getAttribute('data-test')).toBe('material-residence_permit')
  await answerNo(w)
  await w.key('g')
  expect(desk.of('take_in')[0]).toMatchObject({ submit: false })
  expect(w.text('missing')).toContain('近期一寸正面免冠照片')
  expect(w.text('missing')).toContain('户口簿')
  await w.key('Enter')
  await w.key('Enter')
  expect(desk.asked.filter((a) => a.name === 'window:print').map((a) => (a.args as { route: string }).route)).toEqual(['notice/case1', 'receipt/case1'])
})

test('the ID number is checked while it is typed: what it says, or what to do', async () => {
  const w = await open(fakeDesk())
  await toPerson(w)
  await w.focus('id-number')
  await w.type(ELDER.slice(0, 9))
  expect(document.body.textContent).toContain('已输 9 位，共 18 位')
  await w.type(ELDER)
  expect(w.text('id-says')).toBe('女 · 1959年3月12日 星期四出生 · 67 岁')
  const wrong = ELDER.slice(0, 17) + (ELDER[17] === '1' ? '2' : '1')
  await w.type(wrong)
  expect(document.getElementById('id-number-error')?.textContent).toContain(`末位算出来是 ${ELDER[17]}`)
})

test('one who is too young for the item is told from which day on', async () => {
  const w = await open(fakeDesk())
  await toPerson(w)
  await typePerson(w, idNumber('1970-05-02'))
  expect(w.text('errors')).toContain('2030年5月2日')
  expect(document.activeElement?.getAttribute('data-test')).toBe('errors')
  expect(document.querySelector('[data-test="intake"]')?.getAttribute('data-step')).toBe('1')
})

test('what is missing in the form is summed up at its top, each line leading to its field', async () => {
  const w = await open(fakeDesk())
  await toPerson(w)
  await w.key('Enter')
  const lines = [...document.querySelectorAll<HTMLAnchorElement>('[data-test="errors"] a')]
  expect(lines.map((a) => a.textContent)).toEqual(['填上姓名，和身份证上一样', '填上身份证号，18 位', '填上电话；没有就勾“无手机”', '填上住址，写到组和门牌'])
  lines[3]?.click()
  expect(w.focused()).toBe('address')
})

test('nobody needs a telephone', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  await w.type('蓝春妹')
  await w.key('Enter')
  await w.type(ELDER)
  document.getElementById('no-phone')?.click()
  await w.focus('address')
  await w.type('下坪组 12 号')
  await w.key('Enter')
  await answerNo(w)
  await w.key('g')
  expect(desk.of('take_in')[0]?.applicant.phone).toBeNull()
})

test('what the desk refuses about the villager is shown at its field', async () => {
  const desk = fakeDesk()
  desk.answers.take_in = () => refuse({ kind: 'name', fault: { kind: 'character', position: 2 } })
  const w = await open(desk)
  await toPerson(w)
  await typePerson(w)
  await answerNo(w)
  await w.key('g')
  expect(document.getElementById('name-error')?.textContent).toContain('第 2 个字')
  expect(w.has('errors')).toBe(true)
  expect(desk.drafts).toHaveLength(1)
})

test('a disk that is full loses nothing: the papers stay, the sentence says what to do', async () => {
  const desk = fakeDesk()
  desk.answers.take_in = () => refuse({ kind: 'store', fault: 'disk_full' })
  const w = await open(desk)
  await toPerson(w)
  await typePerson(w)
  await w.key(' ')
  await answerNo(w)
  await w.key('g')
  expect(w.text('intake-trouble')).toContain('硬盘满了')
  expect(papers()[0]).toBe('id_card here')
  delete desk.answers.take_in
  await w.key('g')
  expect(w.has('number')).toBe(true)
})

test('everything typed is kept within a second and comes back exactly', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  await typePerson(w)
  await w.key('2')
  await w.key(' ')
  await w.key('4')
  await w.key('y')
  await vi.waitFor(() => expect((desk.drafts[0]?.content as IntakeForm | undefined)?.answers).toEqual({ residence_permit: true }), { timeout: 950 })
  const form = desk.drafts[0]?.form ?? ''
  const kept = JSON.parse(JSON.stringify(desk.drafts[0]?.content)) as IntakeForm
  await w.key('Escape')
  expect(here.value.room).toBe('today')
  expect(w.text('drafts')).toContain('蓝春妹 · 老年人优待证办理')
  document.querySelector<HTMLElement>('[data-test="draft-continue"]')?.click()
  await w.settle()
  expect(w.text('materials-heading')).toBe('还差 3 样材料')
  expect(papers()).toEqual(['id_card missing', 'photo here', 'household_register missing', 'residence_permit missing', 'mandate ask'])
  expect(document.querySelector('li.at')?.getAttribute('data-test')).toBe('material-residence_permit')
  await answerNo(w)
  await w.key('g')
  expect(desk.of('take_in')[0]?.draft).toBe(form)
  expect(desk.of('take_in')[0]?.applicant.name).toBe(kept.name)
})

test('a form nobody typed in leaves no draft', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await w.key('F2')
  await w.key('Escape')
  expect(desk.of('keep_draft')).toEqual([])
})

test('a form that is left by a room key is kept at once', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  await w.type('蓝春妹')
  await w.key('F3')
  expect(desk.of('keep_draft').map((d: KeepDraft) => (d.content as IntakeForm).name).at(-1)).toBe('蓝春妹')
})

test('a discarded draft is asked about first', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  await w.key('Escape')
  const drop = () => document.querySelector<HTMLElement>('[data-test="draft-drop"]')?.click()
  drop()
  await w.settle()
  await w.key('Escape')
  expect(desk.drafts).toHaveLength(1)
  drop()
  await w.settle()
  await w.key('Enter')
  expect(desk.drafts).toEqual([])
  expect(w.has('drafts')).toBe(false)
})

test('the keys of an input method do nothing else', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  const field = document.getElementById('name') as HTMLInputElement
  field.dispatchEvent(new CompositionEvent('compositionstart'))
  field.value = 'lan'
  field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }))
  await w.key('Enter', { isComposing: true })
  await w.key('Enter', { keyCode: 229 })
  expect(w.focused()).toBe('name')
  expect(w.has('errors')).toBe(false)
  field.value = '蓝春妹'
  field.dispatchEvent(new CompositionEvent('compositionend'))
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await w.key('Enter')
  expect(w.focused()).toBe('id-number')
})

test('a picture is put on the line it was dropped on, and said to be ready with its size', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  await toPerson(w)
  await typePerson(w)
  document.elementFromPoint = () => document.querySelector('[data-drop-line="household_register"]')
  desk.drop(['首页.jpg', '本人页.jpg'], 300, 400)
  await w.settle()
  expect(papers()[2]).toBe('household_register here')
  expect(document.querySelector('[data-test="material-household_register"]')?.textContent).toContain('图 2 张（358 KB）')
  expect(desk.asked.filter((a) => a.name === 'window:upload_dropped').map((a) => (a.args as { token: number }).token)).toEqual([1, 2])
  await w.key('c')
  await answerNo(w)
  await w.key('g')
  expect(desk.of('take_in')[0]?.materials).toMatchObject([{ material: 'household_register', checked: true, images: [{ length: 183_500 }, { length: 183_500 }] }])
})

test('a picture that can’t be used is named with what to do, and the others stay', async () => {
  const desk = fakeDesk()
  let count = 0
  const good = desk.host.window
  desk.host.window = async (what, payload) => {
    if (what === 'upload_dropped') count += 1
    if (what === 'upload_dropped' && count === 1) throw { kind: 'picture', fault: { kind: 'damaged' } }
    return good(what, payload)
  }
  const w = await open(desk)
  await toPerson(w)
  await typePerson(w)
  document.elementFromPoint = () => document.querySelector('[data-drop-line="photo"]')
  desk.drop(['坏的.jpg', '好的.jpg'], 1, 1)
  await w.settle()
  expect(w.text('picture-refused')).toContain('坏的.jpg：')
  expect(papers()[1]).toBe('photo here')
})

async function atPapers(desk: FakeDesk): Promise<Opened> {
  const w = await open(desk)
  await toPerson(w)
  await typePerson(w)
  return w
}

test('the pages of intake have no barriers', async () => {
  const w = await atPapers(fakeDesk())
  expect(await barriers()).toEqual([])
  await w.key('PageUp')
  expect(await barriers()).toEqual([])
})

test('a second F2 keeps the form that is open', async () => {
  const w = await atPapers(fakeDesk())
  await w.key('F2')
  expect(w.text('materials-heading')).toBe('还差 3 样材料')
})

test('a complete case that is kept back is not called incomplete', async () => {
  const desk = fakeDesk()
  const w = await atPapers(desk)
  for (const number of ['1', '2', '3']) {
    await w.key(number)
    await w.key(' ')
  }
  await answerNo(w)
  await w.key('g')
  expect(desk.of('take_in')[0]).toMatchObject({ submit: false })
  expect(w.text('done')).toContain('收下了，材料齐了，还没有提交')
  expect(w.text('done')).not.toContain('还没齐')
})

test('a picture that falls on a page that takes none is named, until the next page is there', async () => {
  const desk = fakeDesk()
  const w = await open(desk)
  desk.drop(['户口本.jpg'], 1, 1)
  await w.settle()
  expect(w.text('stray-file')).toContain('户口本.jpg 没有放进去')
  await w.key('F2')
  expect(w.has('stray-file')).toBe(false)
})

test('an item or 无手机 that was picked by mistake costs nothing of what was done before', async () => {
  const desk = fakeDesk()
  const w = await atPapers(desk)
  await w.key('2')
  await w.key(' ')
  await answerNo(w)
  const standings = () => [...document.querySelectorAll<HTMLElement>('[data-standing]')].map((e) => e.dataset.standing)
  const before = standings()
  await w.key('PageUp')
  document.getElementById('no-phone')?.click()
  await w.settle()
  expect(document.querySelector<HTMLInputElement>('#phone')?.value).toBe('')
  document.getElementById('no-phone')?.click()
  await w.settle()
  expect(document.querySelector<HTMLInputElement>('#phone')?.value).not.toBe('')
  await w.key('PageUp')
  for (const item of ['低保', '老年']) {
    await w.focus('item')
    await w.type(item)
    await w.key('Enter')
  }
  await w.key('Enter')
  await w.key('Enter')
  expect(standings()).toEqual(before)
})

test('a digit in a name is told at its field, before the papers', async () => {
  const w = await atPapers(fakeDesk())
  await w.key('PageUp')
  await w.focus('name')
  await w.type('𠮷三2')
  await w.key('Enter')
  expect(w.text('errors')).toContain('姓名第 3 个字不能用')
  expect(w.text('intake')).toContain('村民是谁')
})
