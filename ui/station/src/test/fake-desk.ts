/**
 * A desk made of memory, at the boundary where the real one stands: every
 * command of the contract, none of the rules beyond what pages lean on. For
 * tests of pages and for looking at them; the window never loads it.
 */
import type {
  ApplicantForm, CaseView, ColleagueFormView, Commands, DeskError, DoorView, DraftCaseView, DraftView, HealthView, JournalView, KeysView, NamingView, OuterView, PinHolderView, PinNewsView, PinsView, FactKind, Host, IdNumberView, ImageView, ItemRowView, MaterialView, SavedSearchView, ServiceItem, StationView, SyncView, TakeIn, TodayView, TryView,
} from '@shanyi/contract'
import catalog from '../../../../domain/data/catalog.json'
import { findingAnswers } from './fake-finding'
import { rowsOf, type Answers, type Lines } from '../materials/standing'

/** The items of the starter catalogue. */
export const ITEMS = (catalog as unknown as { items: ServiceItem[] }).items
/** A recovery code. */
export const GROUPS = ['7K2QM', '9XV0D', 'H4TRE', '2B8NZ', 'Q6JWC', '0G5YA', 'M3PSF']
/** 2026-11-21 13:38 in Shanghai, seconds. */
export const NOW = Date.UTC(2026, 10, 21, 5, 38) / 1000

type Answer<K extends keyof Commands> = (args: Commands[K]['args']) => Commands[K]['result']
/** Answers by command; those named replace the desk's own. */
export type AnswersBy = { [K in keyof Commands]?: Answer<K> }

/** One call that a page made. */
export interface Asked {
  name: string
  args: unknown
}

/** The desk and what a test may look at. */
export interface FakeDesk {
  host: Host
  /** Every call so far. */
  asked: Asked[]
  /** The arguments of the calls of one name. */
  of: <K extends keyof Commands>(name: K) => Commands[K]['args'][]
  drafts: DraftView[]
  /** What colleagues have begun. */
  colleagueForms: ColleagueFormView[]
  door: DoorView
  /** Who has a PIN. */
  pins: PinsView
  station: StationView
  sync: SyncView
  /** What the last tries came to. */
  tries: TryView[]
  health: HealthView
  keys: KeysView
  /** What others did to the operator's PIN. */
  pinNews: PinNewsView[]
  journal: JournalView
  outer: OuterView
  naming: NamingView
  today: TodayView
  cases: CaseView[]
  /** What the operator kept, behind the built-in searches. */
  kept: SavedSearchView[]
  answers: AnswersBy
  /** Says that something changed. */
  change: () => void
  /** Drops files on the window. */
  drop: (names: string[], x: number, y: number) => void
}

/** A desk with nothing in it. */
export function fakeDesk(): FakeDesk {
  const heard = new Map<string, Set<(payload: unknown) => void>>()
  const tell = (event: string, payload: unknown) => heard.get(event)?.forEach((hear) => hear(payload))
  const desk: FakeDesk = {
    asked: [],
    of: (name) => desk.asked.filter((a) => a.name === name).map((a) => a.args as never),
    drafts: [],
    colleagueForms: [],
    door: { state: 'open', operator: { id: 11, name: '梅建平', wait_seconds: 0, shut: false }, again: true, idle_minutes: 10 },
    pins: { people: [person(11, '梅建平', { me: true }), person(12, '蓝雪芬', { has_pin: false })], idle_minutes: 10, names: 'directory', left_open: false },
    station: { name: '五星村服务站', township: '柘岱口乡', operator: '梅建平', phone: '13857801011', today: '2026-11-21', day: { kind: 'rest_day' }, clock_behind: false, clock: { kind: 'fine', ask: false, now: NOW, system: NOW, signed: NOW - 3600, zone_seconds: null }, catalog_version: 1, items: ITEMS.length, refused_document: null, right: { kind: 'held' }, colleagues: [], supervises: false },
    health: { read_only: null, room: 'enough', backup: { at: NOW - 7200, cases: 0 }, backup_fault: null, let_go: null, shut: null },
    keys: { ways: { holders: 2, ring: 'system', code: true, code_made: NOW - 86_400, township: true }, authority_until: '2056-11-13', spare_until: '2056-11-13', wanting: [] },
    pinNews: [],
    journal: { everybody: true, lines: [], more: false },
    naming: { put_back: null, revoked: false, stranger: false, block: 'A', device: '7f3a90c2', server: 'https://shanyi.example.cn', goes_on: false },
    outer: { folder: 'E:\\shanyi', there: true, last: { at: NOW - 7200, cases: 46, images: 12, missing: 0 }, fault: null, warning: null },
    sync: { line: 'down', line_since: null, cases_elsewhere: 0, events_held: 0, documents_wanted: 0, cases_here: 0, cases_there: 0, cases_waiting: 0, events_waiting: 0, images_waiting: 0, bytes_waiting: 0, quarantined: 0, doubled: null, last_receipt: null, last_success: null, sending: false },
    today: { rows: [], elsewhere: 0, drafts: 0, month_taken: 0, month_closed: 0, more: 0, counts: [] },
    tries: [],
    cases: [],
    kept: [],
    answers: {},
    change: () => tell('changed', null),
    drop: (names, x, y) => tell('dropped', { files: names.map((name, i) => ({ token: i + 1, name })), x, y }),
    host: {
      call: async (name, args) => answer(name, args),
      upload: async (name, args) => answer(name, args),
      window: async (what, payload) => {
        desk.asked.push({ name: `window:${what}`, args: payload })
        if (what === 'upload_dropped') return answer(String(payload.name), payload.args)
        return what === 'print' ? { outcome: 'sent' } : null
      },
      listen: async (event, hear) => {
        const set = heard.get(event) ?? new Set()
        heard.set(event, set.add(hear))
        return () => set.delete(hear)
      },
    },
  }
  const own = ownAnswers(desk)

  function answer(name: string, args: unknown): unknown {
    // What travels is JSON: nothing of the page's own objects gets through.
    const travelled: unknown = JSON.parse(JSON.stringify(args ?? {}))
    desk.asked.push({ name, args: travelled })
    const how = (desk.answers[name as keyof Commands] ?? own[name as keyof Commands]) as ((args: unknown) => unknown) | undefined
    if (!how) throw { kind: 'bad_request', what: name } satisfies DeskError
    const given: unknown = JSON.parse(JSON.stringify(how(travelled) ?? null))
    // A save takes its own draft along.
    const { draft } = travelled as { draft?: string | null }
    if (draft) desk.drafts = desk.drafts.filter((d) => d.form !== draft)
    return given
  }
  return desk
}

function ownAnswers(desk: FakeDesk): Required<AnswersBy> {
  const find = (id: string) => desk.cases.find((c) => c.row.id === id) ?? refuse({ kind: 'no_case' })
  let images = 0
  const NEEDS: Record<string, FactKind[]> = { amend: ['materials_amended', 'submitted'], deliver: ['delivered'], withdraw: ['withdrawn'], return: ['originals_returned'], comment: ['commented'] }
  const caseOf = (form: string): DraftCaseView | null => {
    const [kind = '', id] = form.split(':')
    const view = desk.cases.find((c) => c.row.id === id)
    if (!view || !NEEDS[kind]) return null
    return { id: view.row.id, applicant: view.row.applicant, item: view.row.item, state: view.row.state, fits: NEEDS[kind].some((act) => view.acts.includes(act)) }
  }
  const nowhere = { server: null, goes_on: false, joined: null }
  return {
    joining: () => nowhere,
    join: () => refuse({ kind: 'joining', fault: { kind: 'joined_already' } }),
    join_by_file: () => refuse({ kind: 'joining', fault: { kind: 'joined_already' } }),
    leave_joining: () => nowhere,
    confirm_joining: () => desk.health,
    station: () => desk.station,
    set_day: ({ day }) => Object.assign(desk.station, { today: day, clock: { ...desk.station.clock, ask: false } }),
    sync_status: () => desk.sync,
    send_now: () => desk.sync,
    set_aside: () => [],
    note_doubled: () => Object.assign(desk.sync, { doubled: null }),
    send_case: ({ case: id }) => find(id),
    sync_history: () => ({ tries: desk.tries }),
    today: () => ({ ...desk.today, drafts: desk.drafts.length }),
    find_items: ({ text }) => ITEMS.filter((i) => i.offered && (!text || [i.name, i.short, i.code, ...(i.aliases ?? [])].some((w) => w.includes(text)))).map(itemRow),
    item: ({ code }) => ({ catalog_version: 1, item: itemOf(code) }),
    check_id_number: ({ text, item }) => checkId(text, item, desk.station.today),
    take_in: (form) => takeIn(desk, form),
    ...findingAnswers(desk),
    case: ({ case: id }) => find(id),
    show_phone: ({ case: id }) => ({ phone: WHOLE.get(find(id).applicant.phone_masked ?? '') ?? null }),
    amend: ({ case: id, materials, applies, submit, missing_because }) => {
      const view = find(id)
      const lines: Lines = Object.fromEntries([...view.materials.flatMap((m) => m.line ?? []), ...materials].map((l) => [l.material, l]))
      const answers: Answers = Object.fromEntries(view.materials.map((m) => [m.listed.code, applies ? applies.includes(m.listed.code) : m.needed]))
      view.materials = materialsOf(view.item_code, lines, answers)
      const missing = view.materials.filter((m) => m.standing.kind === 'missing').map((m) => m.listed.name)
      if (submit && missing.length && !missing_because) refuse({ kind: 'incomplete', missing })
      if (submit) Object.assign(view, { correction: null, row: { ...view.row, state: 'submitted' }, acts: ['withdrawn', 'commented'] })
      return view
    },
    deliver: ({ case: id, to, relation, signature }) => Object.assign(find(id), { delivered: { to, relation, at: NOW, signature }, acts: [], row: { ...find(id).row, state: 'closed' } }),
    withdraw: ({ case: id }) => Object.assign(find(id), { acts: ['originals_returned'], row: { ...find(id).row, state: 'withdrawn' } }),
    return_originals: ({ case: id }) => Object.assign(find(id), { acts: [], row: { ...find(id).row, state: 'closed' } }),
    comment: ({ case: id, text }) => {
      const view = find(id)
      view.course = [{ event: `c${view.course.length}`, kind: 'commented', role: 'station', who: desk.station.operator, at: NOW, verdict: 'applied', words: [text], received: false, here: true, set_aside: null, merged: false, settled: [] }, ...view.course]
      return view
    },
    hand_on: ({ case: id, to }) => {
      const name = desk.station.colleagues.find((one) => one.id === to)?.name ?? refuse({ kind: 'not_of_this_station' })
      return Object.assign(find(id), { answers: { name, whose: 'colleague' } })
    },
    colleague_forms: () => desk.colleagueForms,
    take_over_form: ({ operator, form }) => {
      const taken = desk.colleagueForms.find((one) => one.operator === operator && one.draft.form === form) ?? refuse({ kind: 'no_such_form' })
      desk.colleagueForms = desk.colleagueForms.filter((one) => one !== taken)
      desk.drafts = [taken.draft, ...desk.drafts]
      return {}
    },
    image: ({ hash }) => picture(hash),
    prepare_picture: ({ of }) => picture(String(++images).padStart(64, '0'), of === 'id_side' ? 71_234 : of === 'signature' ? 9_100 : 183_500),
    keep_draft: ({ form, content }) => {
      desk.drafts = [{ form, content, at: NOW, aside: false, case: null }, ...desk.drafts.filter((d) => d.form !== form)]
      return {}
    },
    drafts: () => desk.drafts.map((d) => ({ ...d, case: caseOf(d.form) })),
    put_aside: ({ form, aside }) => {
      desk.drafts = desk.drafts.map((d) => (d.form === form ? { ...d, aside } : d))
      return {}
    },
    door: () => desk.door,
    sign_in: ({ operator, pin }) => {
      if (pin !== '274910') refuse({ kind: 'wrong_pin', seconds: 0 })
      return (desk.door = { state: 'open', operator: { id: operator, name: desk.station.operator, wait_seconds: 0, shut: false }, again: true, idle_minutes: 10 })
    },
    lock: () => (desk.door = { state: 'locked', operators: [{ id: 11, name: desk.station.operator, wait_seconds: 0, shut: false }], running: true }),
    still_here: () => ({}),
    set_idle: ({ minutes }) => {
      desk.pins = { ...desk.pins, idle_minutes: minutes }
      return desk.door
    },
    pins: () => desk.pins,
    change_pin: ({ pin }) => (pin === '274910' ? desk.door : refuse({ kind: 'wrong_pin', seconds: 0 })),
    add_colleague: ({ operator, pin }) => {
      if (pin === '123456') refuse({ kind: 'new_pin', fault: { kind: 'easy' } })
      hold(desk, operator, true)
      return desk.door
    },
    take_pin: ({ operator }) => hold(desk, operator, false),
    choose_pin: ({ pin }) => (pin.length < 6 ? refuse({ kind: 'new_pin', fault: { kind: 'length' } }) : { groups: GROUPS, ask: [2, 5] }),
    new_recovery: () => ({ groups: GROUPS, ask: [2, 5] }),
    recovery_sheet: () => ({ groups: GROUPS, station: desk.station.name, township: desk.station.township, today: desk.station.today }),
    confirm_recovery: ({ groups }) => {
      if (groups[0] !== GROUPS[1] || groups[1] !== GROUPS[4]) refuse({ kind: 'not_confirmed' })
      return (desk.door = { state: 'open', operator: { id: 11, name: desk.station.operator, wait_seconds: 0, shut: false }, again: false, idle_minutes: 10 })
    },
    open_by_recovery: ({ code }) => {
      if (code !== GROUPS.join('')) refuse({ kind: 'recovery_code', fault: { kind: 'group', group: 3 } })
      return (desk.door = { state: 'choose_pin', operators: [{ id: 11, name: desk.station.operator, wait_seconds: 0, shut: false }], recovered: true })
    },
    hand_over_keys: () => ({ path: 'D:\\shop\\Downloads\\shanyi-keys' }),
    bring_keys: () => desk.door,
    health: () => desk.health,
    keys: () => desk.keys,
    pin_news: () => desk.pinNews,
    note_pin_news: () => {
      desk.pinNews = []
      return {}
    },
    journal: () => desk.journal,
    outer: () => desk.outer,
    choose_outer: ({ folder }) => Object.assign(desk.outer, { folder, there: true, last: null, warning: { kind: 'never' } }),
    copy_out: () => Object.assign(desk.outer, { last: { at: NOW, cases: 46, images: 12, missing: 0 }, warning: null, fault: null }),
    naming: () => desk.naming,
    take_name: () => Object.assign(desk.naming, { put_back: null, revoked: false, stranger: false, goes_on: false }),
    take_name_by_file: () => Object.assign(desk.naming, { put_back: null, revoked: false, stranger: false, goes_on: false }),
    replacing: () => ({ step: null, done: null }),
    look_for_copies: ({ folder }) => (folder ? { pcs: [{ folder: `${folder}\\shanyi-7f3a90c2`, people: ['梅建平'], copies: [{ at: NOW - 7200, cases: 46 }], by_township: true }] } : refuse({ kind: 'replacing', fault: 'no_copies' })),
    open_copies: ({ code }) => {
      if (code !== GROUPS.join('')) refuse({ kind: 'recovery_code', fault: { kind: 'other' } })
      return { station: desk.station.name, township: desk.station.township, operator: desk.station.operator, at: NOW - 7200, cases: 46, images: 12, missing: 0, passed_over: 0 }
    },
    open_copies_by_file: () => ({ station: desk.station.name, township: desk.station.township, operator: desk.station.operator, at: NOW - 7200, cases: 46, images: 12, missing: 0, passed_over: 0 }),
    put_copy_back: () => ({ at: NOW - 7200, cases: 46, images: 12, images_lost: 0, passed_over: 0 }),
    open_again: () => desk.health,
    mend: () => ({ mended: true, events: 0, lost: [], from_backup: 0 }),
    save_log: () => ({ path: 'D:\\shop\\Downloads\\shanyi-log-20261121133800.txt' }),
    log_text: () => ({ text: '2026-11-21 13:38:00 +0.412s INFO  app/src/log.rs:88 the desk is open millis=29 bytes=194560 schema=1\n', path: 'C:\\shanyi\\log', files: 1 }),
    drop_draft: ({ form }) => {
      desk.drafts = desk.drafts.filter((d) => d.form !== form)
      return {}
    },
  }
}

/** Somebody of the station, with a PIN where nothing else is said. */
export function person(id: number, name: string, more: Partial<PinHolderView> = {}): PinHolderView {
  return { id, name, me: false, has_pin: true, shut: false, standing: { kind: 'here' }, ...more }
}

function hold(desk: FakeDesk, id: number, has: boolean): PinsView {
  const people = desk.pins.people.map((one) => (one.id === id ? { ...one, has_pin: has, shut: false } : one))
  return (desk.pins = { ...desk.pins, people })
}

/** Answers with an error. */
export function refuse(error: DeskError): never {
  throw error
}

function itemOf(code: string): ServiceItem {
  return ITEMS.find((i) => i.code === code) ?? refuse({ kind: 'no_item' })
}

/** An item as lists have it. */
export function itemRow(item: ServiceItem): ItemRowView {
  return { code: item.code, name: item.name, category: item.category, handling: item.handling, result: item.result.kind, charge: item.fee.charge }
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The check character of seventeen digits. */
export function checkDigit(seventeen: string): string {
  return '10X98765432'[[...seventeen].reduce((sum, d, i) => sum + Number(d) * (WEIGHTS[i] ?? 0), 0) % 11] ?? ''
}

/** A made-up number with a right check character. */
export function idNumber(birth: string, order = '204'): string {
  const seventeen = `331123${birth.replace(/-/g, '')}${order}`
  return seventeen + checkDigit(seventeen)
}

function checkId(text: string, code: string | null, today: string): IdNumberView {
  const number = text.replace(/\s/g, '').toUpperCase()
  if (number.length !== 18) refuse({ kind: 'id_number', fault: { kind: 'length', found: number.length } })
  const expected = checkDigit(number.slice(0, 17))
  if (expected !== number[17]) refuse({ kind: 'id_number', fault: { kind: 'check_digit', expected, found: number[17] ?? '' } })
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const age = Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) - (today.slice(5) < birth.slice(5) ? 1 : 0)
  const min = code ? (itemOf(code).age?.min ?? 0) : 0
  return {
    number,
    masked: `${number.slice(0, 6)}********${number.slice(-4)}`,
    birth,
    sex: Number(number[16]) % 2 ? 'male' : 'female',
    age,
    warnings: number.startsWith('331123') ? [] : [{ kind: 'unknown_region', code: number.slice(0, 6) }],
    age_fault: age < min ? { kind: 'too_young', age, min, from: `${Number(birth.slice(0, 4)) + min}${birth.slice(4)}` } : null,
  }
}

function materialsOf(code: string, lines: Lines, answers: Answers): MaterialView[] {
  return rowsOf(itemOf(code).materials, lines, answers).map((r) => ({ listed: r.listed, line: r.line ?? null, needed: r.needed === true, standing: r.standing, wanted: null }))
}

function takeIn(desk: FakeDesk, form: TakeIn) {
  if (!form.applicant.name) refuse({ kind: 'name', fault: { kind: 'empty' } })
  const id = checkId(form.applicant.id_number, form.item, desk.station.today)
  if (id.age_fault) refuse({ kind: 'age', fault: id.age_fault })
  const view = caseView(form, `case${desk.cases.length + 1}`, desk.cases.length + 417, id)
  const missing = view.materials.filter((m) => m.standing.kind === 'missing').map((m) => m.listed.name)
  if (form.submit && missing.length) refuse({ kind: 'incomplete', missing })
  desk.cases = [view, ...desk.cases]
  return { case: view.row.id, number: view.row.number, missing, submitted: form.submit }
}

/** By what is seen of them, the telephones that pages have to ask for. */
const WHOLE = new Map<string, string>()

function maskedPhone(phone: string | null): string | null {
  if (phone === null) return null
  const seen = `${phone.slice(0, 3)}****${phone.slice(7)}`
  WHOLE.set(seen, phone)
  return seen
}

/** A case as it is right after it was taken in. */
export function caseView(form: Omit<TakeIn, 'draft'>, id: string, counter: number, person: Pick<IdNumberView, 'masked' | 'sex' | 'age'>): CaseView {
  const item = itemOf(form.item)
  const { name, phone, address }: ApplicantForm = form.applicant
  const applies: Answers = Object.fromEntries(item.materials.map((m) => [m.code, form.applies.includes(m.code)]))
  return {
    row: {
      id, number: `五星-26-A0${counter}-8`, applicant: name, item: item.short, state: form.submit ? 'submitted' : 'collected', collected_at: NOW, changed_at: NOW, address, due: null,
      sync: { held: false, events_waiting: form.submit ? 2 : 1, received: false, images: form.materials.reduce((n, l) => n + l.images.length, 0), images_there: 0, images_elsewhere: 0, bytes_to_go: 0, quarantined: 0 },
    },
    item_name: item.name,
    item_code: item.code,
    handling: item.handling,
    result: item.result.kind,
    applicant: { name, id_masked: person.masked, sex: person.sex, age: person.age, phone_masked: maskedPhone(phone), address },
    channel: form.channel,
    materials: materialsOf(item.code, Object.fromEntries(form.materials.map((l) => [l.material, l])), applies),
    correction: null, corrections: 0, refusal: null, decision: null, issued: null, delivered: null, paused: false,
    images: [],
    legs: [
      { leg: 'village', who: '梅建平', turn: !form.submit, reached: true },
      { leg: 'township', who: '郑春燕', turn: form.submit, reached: form.submit },
      { leg: 'county', who: item.decider, turn: false, reached: false },
    ],
    course: [{ event: 'e1', kind: 'collected', role: 'station', who: '梅建平', at: NOW, verdict: 'applied', words: [], received: false, here: true, set_aside: null, merged: false, settled: [] }],
    disputes: [],
    answers: { name: '梅建平', whose: 'mine' },
    right_unconfirmed: null,
    seen: ['e1'],
    acts: form.submit ? ['withdrawn', 'commented'] : ['materials_amended', 'submitted', 'withdrawn', 'commented'],
  }
}

/** A picture that is no picture of anything: a grey sheet. */
function picture(hash: string, length = 86_000): ImageView {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"><rect width="300" height="400" fill="#f4efe2"/><g fill="#8a8f8a">${[60, 100, 140, 180, 220, 260].map((y) => `<rect x="40" y="${y}" width="${160 + ((y * 7 + hash.length) % 60)}" height="12"/>`).join('')}</g></svg>`
  return { image: { hash, length, media: 'jpeg' }, url: `data:image/svg+xml,${encodeURIComponent(svg)}` }
}
