/** A desk in the middle of a month, with something of everything. */
import type { CaseView, TodoView } from '@shanyi/contract'
import { caseView, fakeDesk, idNumber, NOW, type FakeDesk } from './fake-desk'

const DAY = 86_400
const image = (n: number) => ({ hash: String(900 + n).padStart(64, '0'), length: 80_000 + n * 3_000, media: 'jpeg' as const })

/** Cases of made-up people, in several states. */
export function stockedDesk(): FakeDesk {
  const desk = fakeDesk()
  const person = (birth: string, female = true) => ({ masked: `331123********${idNumber(birth).slice(-4)}`, sex: female ? ('female' as const) : ('male' as const), age: 2026 - Number(birth.slice(0, 4)) })
  const take = (name: string, item: string, birth: string, counter: number, submit = true): CaseView => {
    const view = caseView(
      {
        item, submit, channel: 'counter', applies: [],
        applicant: { name, id_number: idNumber(birth), phone: '13757812208', address: '柘岱口乡五星村下坪组 12 号' },
        materials: [
          { material: 'id_card', originals: 1, copies: 0, images: [image(1), image(2)], checked: true },
          { material: 'household_register', originals: 1, copies: 1, images: [image(3)], checked: false },
        ],
      },
      `case${counter}`, counter, person(birth),
    )
    desk.cases.push(view)
    return view
  }
  const due = (date: string, workdays: number, days: number, provisional = false) => ({ due: { date, provisional }, remaining: { workdays, days, provisional } })

  const granted = take('蓝春妹', 'lnyd', '1959-03-12', 401)
  Object.assign(granted, { decision: { outcome: 'granted', on: '2026-11-20', reason: null }, issued: { name: '老年人优待证', number: 'L3311230417' }, acts: ['delivered', 'commented'] } satisfies Partial<CaseView>)
  granted.row = { ...granted.row, state: 'granted', sync: { held: false, events_waiting: 0, received: true, images: 3, images_there: 3, images_elsewhere: 0, bytes_to_go: 0, quarantined: 0 } }
  granted.legs = granted.legs.map((l) => ({ ...l, reached: true, turn: l.leg === 'village' }))
  granted.course = [
    { event: 'g4', kind: 'result_issued', role: 'township', who: '郑春燕', at: NOW - DAY + 900, verdict: 'applied', words: ['老年人优待证', 'L3311230417'], received: true, here: true, set_aside: null, merged: false, settled: [] },
    { event: 'g3', kind: 'decided', role: 'township', who: '郑春燕', at: NOW - DAY, verdict: 'applied', words: [], received: true, here: true, set_aside: null, merged: false, settled: [] },
    { event: 'g2', kind: 'submitted', role: 'station', who: '梅建平', at: NOW - 4 * DAY, verdict: 'applied', words: [], received: true, here: true, set_aside: null, merged: false, settled: [] },
    { event: 'g1', kind: 'collected', role: 'station', who: '梅建平', at: NOW - 4 * DAY - 60, verdict: 'applied', words: [], received: true, here: true, set_aside: null, merged: false, settled: [] },
  ]

  const wanted = take('雷美凤', 'tzhy', '1967-08-02', 417)
  const [first, second] = wanted.materials.slice(1, 3)
  if (first) first.wanted = '平面图手画也行，标出门和楼梯'
  if (second) second.wanted = '签字页没有签字，请本人补签'
  Object.assign(wanted, {
    correction: { wanted: [first, second].flatMap((m) => (m?.wanted ? [{ material: m.listed.code, why: m.wanted }] : [])), open: [first, second].flatMap((m) => (m ? [m.listed.code] : [])), note: '两样一起带来就行', at: NOW - 15_000 },
    acts: ['materials_amended', 'submitted', 'withdrawn', 'commented'],
  } satisfies Partial<CaseView>)
  wanted.row = { ...wanted.row, state: 'correction', sync: { held: false, events_waiting: 0, received: true, images: 3, images_there: 2, images_elsewhere: 0, bytes_to_go: 0, quarantined: 0 } }
  wanted.legs = wanted.legs.map((l) => ({ ...l, reached: l.leg !== 'county', turn: l.leg === 'village' }))
  wanted.course = [
    { event: 'w5', kind: 'correction_asked', role: 'township', who: '郑春燕', at: NOW - 15_000, verdict: 'applied', words: wanted.correction?.wanted.map((w) => w.why) ?? [], received: true, here: true, set_aside: null, merged: false, settled: [] },
    { event: 'w4', kind: 'materials_amended', role: 'station', who: '梅建平', at: NOW - DAY, verdict: 'superseded', words: ['房屋平面图'], received: true, here: true, set_aside: null, merged: false, settled: [] },
    { event: 'w3', kind: 'commented', role: 'station', who: '梅建平', at: NOW - 2 * DAY, verdict: 'applied', words: ['打过电话，她下午在家'], received: false, here: true, set_aside: null, merged: false, settled: [] },
    { event: 'w2', kind: 'submitted', role: 'station', who: '梅建平', at: NOW - 3 * DAY, verdict: 'applied', words: [], received: true, here: true, set_aside: null, merged: false, settled: [] },
    { event: 'w1', kind: 'collected', role: 'station', who: '梅建平', at: NOW - 3 * DAY - 600, verdict: 'applied', words: ['治安保证书、安全管理制度'], received: true, here: true, set_aside: null, merged: false, settled: [] },
  ]

  const accepted = take('钟土根', 'tekun', '1948-01-05', 388)
  accepted.row = { ...accepted.row, state: 'accepted', due: due('2026-11-24', 2, 3), sync: { held: false, events_waiting: 0, received: true, images: 3, images_there: 3, images_elsewhere: 0, bytes_to_go: 0, quarantined: 0 } }
  accepted.acts = ['withdrawn', 'commented']
  const nextYear = take('吴·阿依古丽·买买提', 'cjk' + 'n', '1980-05-06', 402)
  nextYear.row = { ...nextYear.row, state: 'accepted', due: due('2027-01-05', 29, 45, true) }
  nextYear.acts = ['withdrawn', 'commented']
  const begun = take('周桂香', 'lnyd', '1955-09-30', 418, false)
  const quarantined = take('盘有福', 'dibao', '1990-02-14', 399)
  quarantined.row.sync = { ...quarantined.row.sync, quarantined: 1 }
  const refused = take('𠮷田·阿花', 'jbcb', '1972-12-01', 390)
  Object.assign(refused, { refusal: { reason: '参保地在外县，不归本县办', where_to_go: '户口所在地的社保所，电话 0578-8120000' }, acts: ['originals_returned', 'commented'] } satisfies Partial<CaseView>)
  refused.row = { ...refused.row, state: 'refused' }

  const todo = (kind: TodoView['kind'], view: CaseView, missing: string[] = []): TodoView => ({ kind, case: view.row, missing, answers: null })
  desk.today = {
    rows: [
      todo('deliver', granted),
      todo('correct', wanted, [first?.listed.name ?? '', second?.listed.name ?? '']),
      todo('return_originals', refused),
      todo('submit', begun, begun.materials.filter((m) => m.standing.kind === 'missing').map((m) => m.listed.name)),
      todo('due_soon', accepted),
    ],
    elsewhere: 4, drafts: 0, month_taken: 46, month_closed: 41, more: 0, counts: [],
  }
  desk.sync = { ...desk.sync, cases_here: 46, cases_there: 43, cases_waiting: 3, events_waiting: 5, images_waiting: 4, bytes_waiting: 612_000, last_receipt: NOW - 19 * 3600, last_success: NOW - 19 * 3600 }
  return desk
}

/** The same desk with a closed case whose pictures were let go of: the township has them. */
export function awayDesk(): FakeDesk {
  const desk = stockedDesk()
  const view = desk.cases.find((c) => c.row.id === 'case401')
  if (!view) return desk
  const images = view.materials.flatMap((m) => m.line?.images ?? [])
  Object.assign(view, { acts: ['commented'], images: images.map(({ hash, length }) => ({ hash, length, there: length, complete: true, here: false })) } satisfies Partial<CaseView>)
  view.row = { ...view.row, state: 'closed' }
  desk.health = { ...desk.health, let_go: { images: 12, bytes: 3_400_000, at: NOW } }
  return desk
}
