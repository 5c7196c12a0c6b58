/**
 * A township's server made of memory, at the boundary where the real one stands: `fetch`. Its
 * answers are typed by the generated contract; of the rules it has only what the pages lean on.
 */
import { vi } from 'vitest'
import type { AsideView, ActKind, ActRequest, CaseRow, CaseSearch, CaseView, CodeRow, CodeWish, ConsoleError, MadeCode, MaterialView, LeavingView, NewcomerWish, PasswordWish, PcRow, PeopleView, PostWish, RevokeWish, StationView, Queue, QueueCounts, RightWish, Routes, SessionView, StepView } from '../api/api'

/** 2026-11-23 09:40 in Shanghai, seconds: a Monday. */
export const NOW = Date.UTC(2026, 10, 23, 1, 40) / 1000

/** One request that a page made. */
export interface Asked {
  route: string
  address: string
  headers: Record<string, string>
  body: unknown
}

/** The server and what a test may look at. */
export interface FakeServer {
  asked: Asked[]
  session: SessionView | null
  password: string
  cases: CaseView[]
  aside: AsideView
  people: PeopleView
  codes: CodeRow[]
  pcs: PcRow[]
  stations: StationView[]
  leaving: LeavingView
  /** Answered instead, once each, to the next request of a route. */
  refuse: Partial<Record<keyof Routes, ConsoleError[]>>
  /** The line is down. */
  down: boolean
  /** Runs behind each look at a list. */
  looked?: () => void
  /** Something changed: whoever waits is told. */
  change: () => void
  /** The bodies of the acts so far. */
  acts: () => ActRequest[]
  stop: () => void
}

const STATUS: Partial<Record<ConsoleError['kind'], number>> = { signed_out: 401, wrong_password: 401, locked: 429, moved_on: 409, not_now: 409, invalid: 422, not_found: 404 }

/** Puts a server behind `fetch`. */
export function fakeServer(cases: CaseView[] = []): FakeServer {
  let position = 1
  let waiting: (() => void)[] = []
  const server: FakeServer = {
    asked: [],
    session: { person: 21, name: '郑春燕', title: '窗口', office: '柘岱口乡便民服务中心', desk: 'township', township: null, may_act: true, may: { see_pcs: false, change_pcs: false, erase_case: false }, today: '2026-11-23' },
    password: 'cha-mei-song',
    cases,
    aside: { stations: [], alarms: 0, more: false },
    people: { stations: [], may_change: false },
    codes: [],
    pcs: [],
    stations: [],
    leaving: { until: '2026-12-23', ruled: 0, announced: null, rows: [], more: false },
    refuse: {},
    down: false,
    change() {
      position += 1
      waiting.splice(0).forEach((tell) => tell())
    },
    acts: () => server.asked.filter((a) => a.route === 'POST /api/cases/{id}/acts').map((a) => a.body as ActRequest),
    stop() {
      waiting = []
      vi.unstubAllGlobals()
    },
  }
  const kept = server.session

  async function answer(route: string, address: URL, body: unknown, signal: AbortSignal | null | undefined): Promise<unknown> {
    const number = address.pathname.split('/')[3]
    const id = address.pathname.match(/^\/api\/cases\/([^/]+)/)?.[1]
    if (route !== 'POST /api/session' && !server.session) throw { kind: 'signed_out' } satisfies ConsoleError
    switch (route as keyof Routes) {
      case 'POST /api/session': {
        if ((body as { password: string }).password !== server.password) throw { kind: 'wrong_password' } satisfies ConsoleError
        server.session = kept
        return kept
      }
      case 'GET /api/session':
        return server.session
      case 'DELETE /api/session':
        server.session = null
        return null
      case 'POST /api/cases/search': {
        const { queue, words, after, rows: most } = body as CaseSearch
        const all = server.cases.map((c) => c.row).filter((r) => (queue === 'all' || queueOf(r) === queue) && (r.applicant + r.number).includes(words))
        const from = Number(after ?? 0)
        const until = from + Math.min(500, most ?? 50)
        const list = { rows: all.slice(from, until), next: until < all.length ? String(until) : null, counts: countsOf(server.cases.map((c) => c.row)), position }
        server.looked?.()
        return list
      }
      case 'GET /api/cases/{id}':
      case 'POST /api/cases/{id}/identity':
      case 'POST /api/cases/{id}/phone':
      case 'POST /api/cases/{id}/erase':
      case 'POST /api/cases/{id}/acts': {
        const found = server.cases.find((c) => c.row.id === id)
        if (!found) throw { kind: 'not_found' } satisfies ConsoleError
        if (route.startsWith('GET')) return found
        if (route.endsWith('erase')) {
          server.cases = server.cases.filter((one) => one !== found)
          return null
        }
        if (route.endsWith('identity')) return { ...found, applicant: { ...found.applicant, id_number: '331123195903082863' }, revealed: found.revealed + 1 }
        if (route.endsWith('phone')) return { ...found, applicant: { ...found.applicant, phone: '13857801234' }, phone_revealed: found.phone_revealed + 1 }
        const { seen } = body as ActRequest
        if (seen.join() !== found.seen.join()) throw { kind: 'moved_on' } satisfies ConsoleError
        return { case: found, repeated_correction: false }
      }
      case 'GET /api/changes': {
        if (Number(address.searchParams.get('after')) === position) {
          await new Promise<void>((tell, fail) => {
            waiting.push(tell)
            signal?.addEventListener('abort', () => fail(new DOMException('given up', 'AbortError')))
          })
        }
        return { position }
      }
      case 'GET /api/aside':
        return server.aside
      case 'POST /api/aside/{id}/noted': {
        const noted = { ...server.aside, alarms: 0, stations: server.aside.stations.map((s) => ({ ...s, doubled: s.doubled.map((d) => ({ ...d, noted_by: '郑春燕' })) })) }
        return (server.aside = noted)
      }
      case 'POST /api/session/password': {
        const { old, new: fresh } = body as PasswordWish
        if (old !== server.password) throw { kind: 'wrong_password' } satisfies ConsoleError
        server.password = fresh
        return null
      }
      case 'GET /api/leaving':
        return server.leaving
      case 'GET /api/stations':
        return server.stations
      case 'GET /api/codes':
        return server.codes
      case 'GET /api/devices':
        return server.pcs
      case 'POST /api/codes': {
        const wish = body as CodeWish
        const station = server.stations.find((one) => one.code === wish.station)
        if (!station) throw { kind: 'not_found' } satisfies ConsoleError
        const made: MadeCode = { id: server.codes.length + 1, code: 'K7M2Q-9XRTA', server: wish.server, qr: ['101', '010', '101'], file: wish.in_a_file ? '00ff' : null, label: wish.label ?? '', station: station.name, expires_at: NOW + 86_400, fingerprint: '4821 9037' }
        server.codes = [{ id: made.id, station: station.id, label: made.label, made_by: '郑春燕', made_at: NOW, expires_at: made.expires_at, state: 'good', since: null, pc: null, replaces: wish.replaces ?? null }, ...server.codes]
        return made
      }
      case 'POST /api/codes/{id}/withdraw':
        return (server.codes = server.codes.map((one) => (one.id === Number(number) ? { ...one, state: 'withdrawn' as const, since: NOW } : one)))
      case 'POST /api/devices/{id}/revoke':
        return (server.pcs = server.pcs.map((one) => (one.id === number ? { ...one, revoked_at: NOW, revoked_why: (body as RevokeWish).why } : one)))
      case 'POST /api/people': {
        const wish = body as NewcomerWish
        const there = server.people.stations.find((one) => one.station.code === wish.station)
        there?.people.push({ id: 99, name: wish.name, title: '跑小二', phone: wish.phone ?? '', post: { agency: null, since: wish.since ?? null, titles: [], competences: [], files_online: false, supervises: false, deputy: null, away: false, withdrawn_at: null } })
        return server.people
      }
      case 'GET /api/people':
        return server.people
      case 'POST /api/people/{id}/post':
      case 'POST /api/people/{id}/right': {
        const person = server.people.stations.flatMap((one) => one.people).find((one) => one.id === Number(number))
        if (!person) throw { kind: 'not_found' } satisfies ConsoleError
        if (route.endsWith('/post')) {
          const { why: _, name, phone, ...post } = body as PostWish
          Object.assign(person, { name: name ?? person.name, phone: phone ?? person.phone, post: { ...person.post, ...post } })
          return server.people
        }
        const { granted } = body as RightWish
        person.post = { ...person.post, withdrawn_at: granted ? null : NOW }
        return { people: server.people, to: granted ? null : '兰玉珍', cases: granted ? 0 : 2, used: granted ? 3 : 0 }
      }
      default:
        return []
    }
  }

  vi.stubGlobal('fetch', async (input: string, init: RequestInit = {}) => {
    const address = new URL(input, 'http://127.0.0.1')
    const route = `${init.method ?? 'GET'} ${address.pathname.replace(/^(\/api\/(?:cases|aside|people|codes|devices)\/)(?!search$)[^/]+/, '$1{id}')}`
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null
    server.asked.push({ route, address: input, headers: init.headers as Record<string, string>, body })
    if (server.down) throw new TypeError('fetch failed')
    try {
      const refused = server.refuse[route as keyof Routes]?.shift()
      if (refused) throw refused
      return new Response(JSON.stringify(await answer(route, address, body, init.signal)))
    } catch (reason) {
      if (reason instanceof DOMException) throw reason
      return new Response(JSON.stringify(reason), { status: STATUS[(reason as ConsoleError).kind] ?? 400 })
    }
  })
  return server
}

/** A complete case that was handed over and waits to be accepted. */
export function caseOf(id: string, applicant: string, changes: Partial<CaseRow> = {}, materials: MaterialView[] = [material('id_card', '居民身份证'), material('photo', '一寸照片')]): CaseView {
  const row: CaseRow = {
    id,
    number: `五星-26-A${id.padStart(4, '0')}-8`,
    applicant,
    item: 'lnyd',
    item_name: '老年人优待证',
    handling: 'promised',
    station: 1,
    station_name: '五星村服务站',
    state: 'submitted',
    images_here: 2,
    images_total: 2,
    due: null,
    silence: { date: '2026-11-30', provisional: false, remaining: { workdays: 5, days: 7, provisional: false } },
    corrections: 0,
    collected_at: NOW - 3600,
    received_at: NOW - 1800,
    ...changes,
  }
  return {
    row,
    seen: [`${id}-2`],
    channel: 'counter',
    station: { id: 1, code: '331123208211', name: '五星村服务站', short: '五星', township: '柘岱口乡' },
    operator: '梅建平',
    applicant: { name: applicant, id_masked: '331123********2863', id_number: null, sex: 'female', age: 67, phone_masked: '138****1234', phone: null, address: '下坪组 12 号' },
    item: {
      code: 'lnyd', name: '老年人优待证办理', short: '老年人优待证', category: '民政', handling: 'promised', limit: { value: 20, unit: 'working_days' },
      promised: { value: 20, unit: 'working_days' }, statutory: null, charge: false, fee: '免费', result: '老年人优待证', result_kind: 'certificate', decider: '县民政局（老龄办）',
    },
    materials,
    missing_because: null,
    promise: { date: '2026-12-18', provisional: false, remaining: { workdays: 20, days: 27, provisional: false } },
    paused: false,
    office: null,
    correction: null,
    asked_in_this_stage: false,
    delivered: null,
    disputes: [],
    legs: [
      { leg: 'village', who: '梅建平', turn: false, reached: true, since: null },
      { leg: 'township', who: null, turn: true, reached: true, since: NOW - 1800 },
      { leg: 'county', who: '县民政局（老龄办）', turn: false, reached: false, since: null },
    ],
    course: [step(`${id}-1`, 'collected', { kind: 'collected', channel: 'counter', noticed: [] }), step(`${id}-2`, 'submitted', { kind: 'submitted', missing_because: null })],
    acts: actsIn(row),
    revealed: 0,
    phone_revealed: 0,
    leaves: null,
  }
}

/** A paper that is here, or of which so much is missing. */
export function material(code: string, name: string, missing?: { originals: number; copies: number }): MaterialView {
  return {
    listed: { code, name, kind: 'paper', original: 1, copies: 1, electronic_ok: false, issuer: '公安机关', how_to_get: '本人持有', need: { kind: 'required' }, tolerable: false, note: '' },
    needed: true,
    standing: missing ? { kind: 'missing', ...missing } : { kind: 'here' },
    originals: missing ? 0 : 1,
    copies: missing ? 0 : 1,
    checked: !missing,
    images: missing ? [] : [{ hash: `${code}-hash`, media: 'jpeg', length: 90_000, have: 90_000, complete: true, thumbnail: false }],
    wanted: null,
    mended: false,
  }
}

/** A step of the course. */
export function step(event: string, fact: StepView['fact'], detail: StepView['detail']): StepView {
  return { event, fact, detail, actor: '梅建平', role: 'station', at: NOW - 1800, received_at: NOW - 1800, verdict: 'applied', state: 'submitted', merged: false, settled: [] }
}

function actsIn(row: CaseRow): ActKind[] {
  if (row.state === 'submitted') return ['accept', 'correction', 'refuse', ...(row.handling === 'immediate' ? (['decide'] as const) : []), 'withdraw', 'comment']
  if (row.state === 'accepted') return ['correction', 'decide', 'withdraw', 'comment']
  return row.state === 'granted' ? ['issue', 'comment'] : ['comment']
}

function queueOf(row: CaseRow): Queue {
  if (row.state === 'submitted') return row.corrections ? 'corrected' : 'to_accept'
  return ({ accepted: 'accepted', granted: 'to_issue', correction: 'correction' } as Partial<Record<CaseRow['state'], Queue>>)[row.state] ?? 'done'
}

function countsOf(rows: CaseRow[]): QueueCounts {
  const counts: QueueCounts = { to_accept: 0, corrected: 0, accepted: 0, to_issue: 0, issued: 0, correction: 0, done: 0, all: rows.length }
  for (const row of rows) counts[queueOf(row)] += 1
  return counts
}
