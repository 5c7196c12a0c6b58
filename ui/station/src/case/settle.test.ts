import type { CaseView, DisputeView, MaterialLine } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { here } from '../place'
import { NOW } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'
import { taking, together } from './settle'

const image = (n: number) => ({ hash: String(n).padStart(64, '0'), length: 80_000, media: 'jpeg' as const })
const line = (change: Partial<MaterialLine>): MaterialLine => ({ material: 'photo', originals: 1, copies: 0, images: [], checked: true, ...change })

function disputed(settles = true): DisputeView {
  const hand = (event: string, isHere: boolean, who: string) => ({ event, who, role: 'station' as const, here: isHere, at: NOW - 600 })
  return {
    field: { kind: 'paper', code: 'photo', name: '近期一寸正面免冠照片' },
    settles,
    versions: [
      { hand: hand('v1', true, '梅建平'), counts: false, line: line({ originals: 2 }), answer: null, words: null },
      { hand: hand('v2', false, '兰小英'), counts: true, line: line({ images: [image(1)] }), answer: null, words: null },
    ],
  }
}

/** The case that was not handed over yet, with a paper in two versions. */
function withDispute(settles = true) {
  const desk = stockedDesk()
  const view = desk.cases.find((c) => c.row.id === 'case418') as CaseView
  Object.assign(view, { disputes: [disputed(settles)], seen: ['v1', 'v2'] })
  return { desk, view }
}

test('both versions stand side by side with their hands, and a number and Enter take one', async () => {
  const { desk, view } = withDispute()
  const w = await open(desk, '#/case/case418')
  expect(w.text('dispute')).toContain('“近期一寸正面免冠照片”有两份，按哪份算？')
  expect(w.text('version-1')).toMatch(/梅建平 · 这台电脑.*原件 2 份/)
  expect(w.text('version-2')).toMatch(/兰小英 · 另一台电脑.*没定以前按这份.*图 1 张/)
  await w.key('Enter')
  expect([desk.of('amend'), here.value]).toEqual([[], { room: 'case', id: 'case418', act: undefined }])
  desk.answers.amend = () => Object.assign(view, { disputes: [] })
  await w.key('2')
  await w.key('Enter')
  expect(desk.of('amend')).toMatchObject([{ case: 'case418', materials: [line({ images: [image(1)] })], applies: null, submit: false, seen: ['v1', 'v2'] }])
  expect([w.has('dispute'), w.text('said')]).toEqual([false, '定了，已存在本机。'])
})

test('by E both are put together among the papers, upon what was seen', async () => {
  const { desk } = withDispute()
  const w = await open(desk, '#/case/case418')
  await w.key('e')
  expect(here.value).toMatchObject({ act: 'amend' })
  expect(w.text('material-photo')).toMatch(/原件 2 份.*图 1 张/)
  await w.key('s')
  expect(desk.of('amend')).toMatchObject([{ materials: [line({ originals: 2, images: [image(1)] })], submit: false, seen: ['v1', 'v2'] }])
})

test('what can’t be settled now is shown without keys, and says when it can', async () => {
  const { desk } = withDispute(false)
  const w = await open(desk, '#/case/case418')
  expect(w.text('dispute')).toContain('乡里请补正时再定')
  expect([w.has('settle'), w.has('choose-1')]).toEqual([false, false])
  await w.key('2')
  expect(desk.of('amend')).toEqual([])
})

test('the course says what came together and how it was settled', async () => {
  const { desk, view } = withDispute()
  const { field, versions } = disputed()
  view.disputes = []
  view.course = [
    { event: 's', kind: 'materials_amended', role: 'station', who: '梅建平', at: NOW, verdict: 'applied', words: ['近期一寸正面免冠照片'], received: true, here: true, set_aside: null, merged: false, settled: [{ field, hands: versions.map((v) => v.hand), taken: 1 }] },
    { event: 'm', kind: 'materials_amended', role: 'station', who: '梅建平', at: NOW, verdict: 'applied', words: ['户口簿'], received: true, here: true, set_aside: null, merged: true, settled: [{ field, hands: versions.map((v) => v.hand), taken: null }] },
  ]
  const w = await open(desk, '#/case/case418')
  expect(w.text('course')).toMatch(/有 2 份，按兰小英 · 另一台电脑 · 今天 \d\d:\d\d 那份算/)
  expect(w.text('course')).toMatch(/和另一台电脑同时改的，已经合在一起.*重新定了一份/)
})

test('put together, every picture is there once and nothing is called checked that was not', () => {
  const dispute = disputed()
  dispute.versions.push({ hand: { ...dispute.versions[0]!.hand, event: 'v3' }, counts: true, line: line({ copies: 3, checked: false, images: [image(1), image(2)] }), answer: null, words: null })
  expect(together(dispute)).toEqual(line({ originals: 2, copies: 3, checked: false, images: [image(1), image(2)] }))
})

test('taking an answer names every condition that holds, and leaves the others as they are', () => {
  const view = stockedDesk().cases.find((c) => c.row.id === 'case418') as CaseView
  const conditional = view.materials.filter((m) => m.listed.need.kind === 'conditional')
  const [one, other] = conditional.map((m) => m.listed.code)
  if (conditional[1]) conditional[1].needed = true
  const answer = (yes: boolean): DisputeView => ({ ...disputed(), field: { kind: 'answer', code: one ?? '', name: '' }, versions: disputed().versions.map((v) => ({ ...v, line: null, answer: yes })) })
  const take = (yes: boolean) => taking(view, answer(yes), answer(yes).versions[0]!).applies
  expect([take(true), take(false)]).toEqual([[other, one], [other]])
})

test('what of a case waits is said with its reason, and S sends it before everything else', async () => {
  const { desk, view } = withDispute()
  view.disputes = []
  view.row.sync = { ...view.row.sync, events_waiting: 2, received: false, held: true, images: 5, images_there: 3, images_elsewhere: 0, bytes_to_go: 310 * 1024 }
  Object.assign(desk.sync, { line: 'up' })
  const w = await open(desk, '#/case/case418')
  expect(w.text('way-events')).toContain('有 2 笔存在本机')
  expect(w.text('way-images')).toBe('图到了 3 / 5 张，还差 310 KB')
  expect(w.text('way-line')).toContain('10 秒内还能改主意')
  await w.key('s')
  expect(desk.of('send_case')).toEqual([{ case: 'case418' }])
  expect(w.text('said')).toBe('这件排到最前面了')
})

test('why the township did not take an entry in stands at that entry', async () => {
  const { desk, view } = withDispute()
  view.disputes = []
  Object.assign(view.course[0] ?? {}, { set_aside: 'foreign_case' })
  const w = await open(desk, '#/case/case418')
  expect(w.text('course')).toContain('这一件是别的站的，乡里不收。')
})
