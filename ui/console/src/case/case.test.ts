import { expect, test } from 'vitest'
import type { CaseView, DueView } from '../api/api'
import { dueTone, limitWords, remainingWords } from '../desk/due-words'
import { noticeOf, receiptOf } from '../print/papers'
import { papersOf } from '../print/print'
import { caseOf, material, NOW, step } from '../test/fake-server'
import { consoleWords } from '../words'
import { askedWords, hereWords, leadOf, missingWords } from './case-words'
import { courseOf } from './course-words'
import { picturesOf } from './pictures'
import { termOf } from './term-words'

const { t } = consoleWords('zh-CN').global
const say = (key: string, facts?: Record<string, unknown>) => (t as (key: string, facts: Record<string, unknown>) => string)(key, facts ?? {})
const saying = { say, today: '2026-11-23', language: 'zh-CN' as const }
const due = (workdays: number, days: number, date = '2026-12-07', provisional = false): DueView => ({ date, provisional, remaining: { workdays, days, provisional } })

function accepted(changes: Partial<CaseView['row']> = {}): CaseView {
  const view = caseOf('1', '雷美凤', { state: 'accepted', silence: null, due: due(10, 14), ...changes })
  view.course.push(step('1-3', 'accepted', { kind: 'accepted', on: '2026-11-23', limit: { value: 10, unit: 'working_days' }, office: '县公安局' }))
  return view
}

test('what is left is counted in working days, and what is over in days', () => {
  expect([due(10, 14), due(0, 0), due(-2, -3)].map((d) => remainingWords(d, say))).toEqual(['还剩 10 个工作日', '今天到期', '超了 3 天'])
  expect([due(10, 14), due(2, 2), due(0, 0), due(-1, -1)].map(dueTone)).toEqual(['plain', 'amber', 'red', 'red'])
  expect([{ value: 0, unit: 'working_days' }, { value: 3, unit: 'natural_days' }].map((l) => limitWords(l as never, say))).toEqual(['当场办结', '3 天'])
})

test('the head of a case says what is to be done or who is waited for', () => {
  const lead = (view: CaseView) => leadOf(view, saying).text
  expect(lead(caseOf('1', '雷美凤'))).toBe('材料齐了，可以受理')
  expect(lead(caseOf('1', '雷美凤', { handling: 'immediate' }))).toContain('当场决定')
  expect(lead(caseOf('1', '雷美凤', { corrections: 1 }))).toContain('补正已回')
  expect(lead(caseOf('1', '雷美凤', {}, [material('plan', '房屋平面图', { originals: 1, copies: 0 })]))).toBe('还差 1 样：房屋平面图')
  expect(lead(accepted())).toContain('12月7日')
  expect(lead({ ...accepted(), paused: true })).toContain('停着')
  const waits = caseOf('1', '雷美凤', { state: 'correction' })
  waits.correction = { wanted: [{ material: 'plan', name: '房屋平面图', why: '没有', open: true }, { material: 'x', name: '照片', why: '糊', open: false }], note: null, at: NOW }
  expect(lead(waits)).toBe('等村站补 1 样：房屋平面图')
  const granted = caseOf('1', '雷美凤', { state: 'granted' })
  expect(lead(granted)).toContain('还没有做出来')
  granted.course.push(step('1-4', 'result_issued', { kind: 'result_issued', name: '证', number: null }))
  expect(lead(granted)).toBe('结果做好了，等五星村服务站送到')
})

test('a deadline stands with everything it rests on', () => {
  const view = accepted({ corrections: 1, due: due(28, 43, '2027-01-05', true) })
  view.course.push(step('1-4', 'paused', { kind: 'paused', from: '2026-11-25', reason: '现场检查' }), step('1-5', 'resumed', { kind: 'resumed', from: '2026-11-27' }))
  const { reasons, law } = termOf(view, say, '2026-11-23', 'zh-CN')
  expect(reasons).toEqual(['承诺 10 个工作日', '11月23日 星期一 受理，第二天起算', '特别程序停过时限，另计', '补正后重算', '暂定：2027 年的放假通知还没有出'])
  expect(law).toBeNull()
})

test('before acceptance the law speaks: silence counts as acceptance, and a day that has passed is said so', () => {
  const view = caseOf('1', '雷美凤')
  expect(termOf(view, say, '2026-11-23', 'zh-CN').law).toBe('11月30日 星期一 以前不答复，视为自 11月23日 星期一 受理。')
  view.row.silence = due(-1, -1, '2026-11-20')
  expect(termOf(view, say, '2026-11-23', 'zh-CN').law).toContain('已经过了没有答复')
})

test('the course tells each step with its person, newest first, and what did not count', () => {
  const view = caseOf('1', '雷美凤')
  view.course.push({ ...step('1-3', 'withdrawn', { kind: 'withdrawn', reason: '不办了' }), verdict: 'superseded' })
  const course = courseOf(view, saying)
  expect(course.map((e) => e.text)).toEqual(['申请人撤回', '交到乡里', '收件'])
  expect(course[0]).toMatchObject({ note: '梅建平 · 不办了', tone: 'hurt', tag: { text: '晚了一步，没有算' } })
})

test('every fact of the contract has a line in the course', () => {
  const details: CaseView['course'][number]['detail'][] = [
    { kind: 'collected', channel: 'visit', noticed: ['photo'] }, { kind: 'materials_amended', materials: ['photo'] }, { kind: 'submitted', missing_because: '在路上' },
    { kind: 'accepted', on: '2026-11-23', limit: null, office: null }, { kind: 'correction_asked', wanted: [{ material: 'photo', name: '照片', why: '糊', open: true }], note: null },
    { kind: 'refused', reason: 'r', where_to_go: 'w' }, { kind: 'dispatched', office: 'o' }, { kind: 'paused', from: '2026-11-23', reason: 'r' }, { kind: 'resumed', from: '2026-11-23' },
    { kind: 'extended', by: { value: 10, unit: 'working_days' }, reason: 'r' }, { kind: 'decided', outcome: 'denied', on: '2026-11-23', reason: 'r' }, { kind: 'result_issued', name: 'n', number: '1' },
    { kind: 'withdrawn', reason: 'r' }, { kind: 'delivered', to: '雷', relation: 'child' }, { kind: 'money_recorded', fen: 30050, on: '2026-11-23' }, { kind: 'originals_returned', to: null }, { kind: 'commented', text: 't' },
  ]
  const view = caseOf('1', '雷美凤')
  view.course = details.map((detail, i) => step(String(i), 'commented', detail))
  for (const entry of courseOf(view, saying)) {
    expect(entry.text).not.toMatch(/^case\./)
    expect(entry.note).not.toMatch(/case\.|terms\./)
  }
  expect(courseOf(view, saying).find((e) => e.text === '钱到账了')?.note).toContain('300.50 元')
})

test('papers say what is asked for, what is here and what is missing', () => {
  const here = material('id_card', '居民身份证')
  here.images.push({ hash: 'b', media: 'jpeg', length: 90_000, have: 30_000, complete: false, thumbnail: false })
  expect([askedWords(here, say), hereWords(here, say)]).toEqual(['原件 1 · 复印 1', '原件 1 · 复印 1 · 图 1/2'])
  expect(missingWords(material('plan', '平面图', { originals: 1, copies: 2 }), say)).toBe('还差原件 1 份、复印件 2 份')
})

test('an image that is not all here is shown small where there is a small picture, and says so', () => {
  const view = caseOf('1', '雷美凤')
  const first = view.materials[0]
  if (first) first.images = [{ hash: 'a', media: 'jpeg', length: 184_320, have: 61_440, complete: false, thumbnail: true }]
  const [picture] = picturesOf(view, say)
  expect([picture?.url, picture?.note, picture?.arriving]).toEqual(['/api/images/a/thumbnail', '小图，原图到了 33%', true])
})

test('an image that is not all here has no address yet and says how much there is', () => {
  const view = caseOf('1', '雷美凤')
  const first = view.materials[0]
  if (first) first.images = [{ hash: 'a', media: 'pdf', length: 184_320, have: 61_440, complete: false, thumbnail: false }, { hash: 'a', media: 'jpeg', length: 1024, have: 1024, complete: true, thumbnail: false }]
  const pictures = picturesOf(view, say)
  expect(pictures.map((p) => [p.name, p.kind, p.url, p.note])).toEqual([
    ['居民身份证 1', 'pdf', undefined, '到了 60 KB，共 180 KB'],
    ['居民身份证 2', 'picture', '/api/images/a', '1 KB'],
    ['一寸照片', 'picture', '/api/images/photo-hash', '88 KB'],
  ])
  expect(new Set(pictures.map((p) => p.id)).size).toBe(3)
})

test('the slip of an accepted case has its day, its promise and what is still missing', () => {
  const paper = receiptOf(accepted())
  expect(paper).toMatchObject({ acceptedOn: '2026-11-23', promisedLimit: '10 个工作日', due: { day: '2026-12-07', provisional: false }, missing: [] })
  expect(paper.applicant.idNumber).toBe('331123********2863')
  expect(paper.given.map((m) => m.name)).toEqual(['居民身份证', '一寸照片'])
})

test('a correction notice names everything that was asked for, with its words', () => {
  const view = caseOf('1', '雷美凤', { state: 'correction' }, [material('plan', '房屋平面图', { originals: 1, copies: 0 }), material('id_card', '居民身份证')])
  view.correction = { wanted: [{ material: 'plan', name: '房屋平面图', why: '标出门', open: true }, { material: 'id_card', name: '居民身份证', why: '太糊', open: true }], note: '手画也行', at: NOW }
  const paper = noticeOf(view, null)
  expect(paper).toMatchObject({ kind: 'correction', on: '2026-11-23', note: '手画也行' })
  expect(paper?.missing.map((m) => [m.name, m.originals, m.copies, m.reason])).toEqual([['房屋平面图', 1, 0, '标出门'], ['居民身份证', 1, 1, '太糊']])
})

test('only papers that there are can be printed', () => {
  expect(papersOf(caseOf('1', '雷美凤'))).toEqual([])
  expect(papersOf(accepted())).toEqual(['receipt'])
  const waits = caseOf('1', '雷美凤', { state: 'correction' })
  waits.correction = { wanted: [], note: null, at: NOW }
  expect(papersOf(waits)).toEqual(['notice'])
})
