/** Words that mean harm, in every text of every answer that a page can be given, and in every field of every page. */
import type { DoorView, DraftView } from '@shanyi/contract'
import { afterEach, expect, test } from 'vitest'
import { here, placeOf, type Place } from '../place'
import { NOW, refuse, type FakeDesk } from './fake-desk'
import { stockedDesk } from './stocked'
import { open, type Opened } from './window'

const HARM = '<img src=x onerror="window.ran=true">"\'><script>window.ran=true</script>{{constructor}} @:shell.today %{x} javascript:window.ran=true'

/** The same with the words behind everything that people read: what has a character beyond ASCII is no name of a kind, no id and no day. */
function soiled(value: unknown): unknown {
  if (typeof value === 'string') return /[^\x20-\x7e]/.test(value) ? value + HARM : value
  if (Array.isArray(value)) return value.map(soiled)
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, soiled(one)]))
  return value
}

/** A desk whose every answer is soiled. */
function hostile(desk: FakeDesk): FakeDesk {
  const { call } = desk.host
  desk.host.call = async (name, args) => soiled(await call(name, args))
  return desk
}

/** Nothing of the words has become a part of the page, and they stand there as they are. */
function unharmed(at: string): void {
  const parts = document.querySelectorAll('img[src="x"], script, [onerror], [href^="javascript"], [src^="javascript"], iframe, object, embed')
  expect([...parts].map((e) => e.outerHTML.slice(0, 80)), at).toEqual([])
  expect((window as { ran?: boolean }).ran, at).toBe(undefined)
  expect(document.body.textContent + [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map((e) => e.value).join(), at).toContain(HARM)
}

/** Types the words into every field there is. */
async function typeEverywhere(w: Opened): Promise<void> {
  for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea')) {
    if (field.disabled || field.readOnly) continue
    field.value = HARM
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.dispatchEvent(new Event('blur'))
  }
  await w.settle()
}

/** A busy machine draws a page in seconds. */
const PATIENCE = 120_000

let stands: Opened | undefined
afterEach(() => {
  stands?.app.unmount()
  stands = undefined
})

const CASES = stockedDesk().cases.map((one) => one.row.id)
const ACTS = ['amend', 'deliver', 'withdraw', 'return', 'comment'] as const
/** Every place there is, by its room: a new one has to say here how it is reached. */
const PLACES: Record<Place['room'], string[]> = {
  today: ['#/today'],
  intake: ['#/intake', '#/intake/intake%3A0a1b'],
  cases: ['#/cases'],
  case: [...CASES.map((id) => `#/case/${id}`), ...ACTS.map((act, nth) => `#/case/${CASES[nth % 2]}/${act}`)],
  draft: ['#/draft/intake%3A0a1b', `#/draft/comment%3A${CASES[0]}`],
  person: [`#/person/${CASES[0]}`],
  pins: ['#/pins'],
  journal: ['#/journal'],
  paper: [`#/paper/receipt/${CASES[0]}`, `#/paper/notice/${CASES[1]}`, '#/paper/guide/lnyd', '#/paper/recovery/new'],
}

function withForms(desk: FakeDesk): FakeDesk {
  const content = { shape: 1, step: 1, item: 'lnyd', itemName: HARM, name: HARM, idNumber: HARM, phone: HARM, noPhone: false, address: HARM, channel: 'counter', lines: {}, answers: {}, at: 1 }
  const draft = (form: string, kept: unknown): DraftView => ({ form, at: NOW, content: kept as DraftView['content'], case: null, aside: false })
  desk.drafts = [draft('intake:0a1b', content), draft(`comment:${CASES[0]}`, { text: HARM })]
  desk.colleagueForms = [{ operator: 12, name: '兰玉珍', draft: draft('intake:0c', content) }]
  desk.station.colleagues = [{ id: 12, name: '兰玉珍', away: false, deputy: true }]
  desk.station.supervises = true
  const lan = { id: 12, name: '兰玉珍' }
  desk.pinNews = [{ at: NOW, what: 'given', by: lan }]
  desk.journal = { everybody: true, lines: [{ position: 1, at: NOW, who: lan, act: { kind: 'pin_given', to: lan }, case: { id: CASES[0] ?? '', number: '五星-26-A0401-3' } }], more: false }
  return desk
}

for (const [room, places] of Object.entries(PLACES)) {
  test(`words that mean harm stay words, whoever said them and wherever they are typed: ${room}`, async () => {
    for (const place of places) {
      const w = (stands = await open(hostile(withForms(stockedDesk())), place))
      unharmed(place)
      await typeEverywhere(w)
      unharmed(`${place}, typed`)
      w.app.unmount()
      stands = undefined
    }
  }, PATIENCE)
}

test('words that mean harm stay words in what stands above and beside the pages', async () => {
  const desk = withForms(stockedDesk())
  desk.answers.set_aside = () => [{ reason: 'foreign_case', case: CASES[0] ?? null, number: '五星-26-A0401-3', applicant: '蓝春妹', what: 'commented', saved_at: NOW }]
  desk.sync.quarantined = 1
  desk.outer = { folder: 'E:\\山驿', there: true, last: { at: NOW, cases: 46, images: 12, missing: 0 }, fault: null, warning: null }
  const w = (stands = await open(hostile(desk), '#/today'))
  for (const key of ['F9', '/', 'F8']) {
    await w.key(key)
    unharmed(key)
    await typeEverywhere(w)
    unharmed(`${key}, typed`)
    await w.key('Escape')
  }
}, PATIENCE)

test('words that mean harm stay words at the door and before a PC is a station’s', async () => {
  const operator = (id: number, name: string) => ({ id, name, wait_seconds: 0, shut: false })
  const people = [operator(11, '梅建平'), operator(12, '兰玉珍')]
  const doors: DoorView[] = [{ state: 'locked', operators: people, running: false }, { state: 'choose_pin', operators: people, recovered: false }]
  for (const door of doors) {
    const desk = stockedDesk()
    desk.door = door
    const why = () => refuse({ kind: 'locked' })
    Object.assign(desk.answers, { station: why, sync_status: why, today: why, drafts: why, cases: why })
    const w = (stands = await open(hostile(desk), '#/today'))
    unharmed(door.state)
    await typeEverywhere(w)
    w.app.unmount()
    stands = undefined
  }
  const desk = stockedDesk()
  desk.door = { state: 'joining' }
  const why = () => refuse({ kind: 'not_enrolled' })
  Object.assign(desk.answers, { station: why, sync_status: why, today: why, drafts: why, cases: why })
  desk.answers.joining = () => ({ server: `https://shanyi.example/山驿`, goes_on: false, joined: { station: '五星村服务站', township: '柘岱口乡', fingerprint: '7299 2466 4375', by_file: false, people: [{ id: 11, name: '梅建平', title: '跑小二' }, { id: 12, name: '兰玉珍', title: '跑小二' }] } })
  stands = await open(hostile(desk), '#/today')
  unharmed('joined')
  stands.app.unmount()
  desk.answers.joining = () => ({ server: `https://shanyi.example/山驿`, goes_on: false, joined: null })
  stands = await open(hostile(desk), '#/today')
  await typeEverywhere(stands)
  desk.drop([`${HARM}.shanyi`], 1, 1)
  await stands.settle()
  unharmed('joining')
}, PATIENCE)

test('an address that is no address leads home', () => {
  for (const odd of ['#/%', '#/case/%E4%', '#/%00/%', `#/${encodeURIComponent(HARM)}`, '#//..//..', '#/paper/guide/%zz']) {
    expect(['today', 'paper']).toContain(placeOf(odd).room)
  }
  expect(here.value).toBeDefined()
})
