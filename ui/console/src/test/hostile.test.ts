/** Words that mean harm, in every text of every answer that the township's pages can be given, and in every field. */
import { press } from '@shanyi/kit/test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { go } from '../place'
import { caseOf, fakeServer, material, NOW, step, type FakeServer } from './fake-server'
import { closeDesk, openDesk, see, test$, until } from './desk'

const HARM = '<img src=x onerror="window.ran=true">"\'><script>window.ran=true</script>{{constructor}} @:shell.today %{x} javascript:window.ran=true'
/** A busy machine draws a page in seconds. */
const PATIENCE = 120_000

/** The same with the words behind everything that people read: what has a character beyond ASCII is no name of a kind, no id and no day. */
function soiled(value: unknown): unknown {
  if (typeof value === 'string') return /[^\x20-\x7e]/.test(value) ? value + HARM : value
  if (Array.isArray(value)) return value.map(soiled)
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, soiled(one)]))
  return value
}

let server: FakeServer
beforeEach(() => {
  server = fakeServer([
    caseOf('1', '雷美凤', {}, [material('id_card', '居民身份证'), material('plan', '房屋平面图', { originals: 1, copies: 0 })]),
    caseOf('2', '钟土根', { state: 'accepted' }),
    caseOf('3', '蓝春妹', { state: 'granted' }),
  ])
  for (const view of server.cases) {
    view.missing_because = '平面图还在画'
    view.course.push(step(`${view.row.id}-3`, 'commented', { kind: 'commented', text: '打过电话' }))
  }
  server.aside = {
    stations: [{ station: 1, name: '五星村服务站', doubled: [{ device: 'ab'.repeat(16), block: 'A', since: NOW - 7200, last: NOW - 60, noted_by: null }], rows: [{ reason: 'foreign_case', case: '1', number: '五星-26-A0001-8', what: 'commented', received_at: NOW }], parted: [] }],
    alarms: 1, more: false,
  }
  const post = { agency: 'village' as const, since: '2026-12-01', titles: ['劳动保障协管员'], competences: ['县民政局'], files_online: true, supervises: true, deputy: null, away: true, withdrawn_at: null }
  server.people = {
    may_change: true,
    stations: [{ station: { id: 1, code: '331123208211', name: '五星村服务站', short: '五星', township: '柘岱口乡' }, people: [{ id: 11, name: '梅建平', title: '跑小二', phone: '', post }], concerns: [{ kind: 'no_deputy', name: '梅建平' }] }],
  }
  const { fetch } = globalThis
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const answer = await fetch(input, init)
    return new Response(JSON.stringify(soiled(await answer.json())), { status: answer.status })
  })
})
afterEach(async () => {
  await closeDesk()
  server.stop()
})

/** Nothing of the words has become a part of the page. */
function unharmed(at: string): void {
  const parts = document.querySelectorAll('img[src="x"], script, [onerror], [href^="javascript"], [src^="javascript"], iframe, object, embed')
  expect([...parts].map((e) => e.outerHTML.slice(0, 80)), at).toEqual([])
  expect((window as { ran?: boolean }).ran, at).toBe(undefined)
}

async function typeEverywhere(at: string): Promise<void> {
  for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea')) {
    if (field.disabled || field.readOnly) continue
    field.value = HARM
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.dispatchEvent(new Event('blur'))
  }
  await new Promise((done) => setTimeout(done))
  unharmed(`${at}, typed`)
}

test('words that mean harm stay words on each case and in each act of a clerk', async () => {
  const page = await openDesk()
  for (const [queue, id, name, keys] of [['to_accept', '1', '雷美凤', ['y', 'b', 'n', 'c', 'x']], ['accepted', '2', '钟土根', ['b', 'd', 'c', 'x']], ['to_issue', '3', '蓝春妹', ['i', 'c']]] as const) {
    go({ queue, id })
    await until(() => document.querySelector(test$('case'))?.textContent?.includes(name + HARM))
    unharmed(queue)
    for (const key of keys) {
      await press(key)
      await typeEverywhere(`${queue}, ${key}`)
      await press('Escape')
    }
  }
  page.unmount()
}, PATIENCE)

test('words that mean harm stay words in each room of the township’s pages, whichever there are', async () => {
  const page = await openDesk()
  await see('doubled')
  const rooms = () => [...document.querySelectorAll<HTMLElement>('.rooms a')]
  expect(rooms().length).toBeGreaterThan(2)
  for (let nth = 0; nth < rooms().length; nth += 1) {
    const room = rooms()[nth]!
    const name = room.textContent ?? String(nth)
    room.click()
    await until(() => document.body.textContent?.includes(HARM))
    unharmed(name)
    await typeEverywhere(name)
    for (const button of document.querySelectorAll<HTMLElement>('main button:not([disabled])')) button.click()
    await typeEverywhere(`${name}, everything pressed`)
    await press('Escape')
  }
  page.unmount()
}, PATIENCE)

test('words that mean harm stay words at the door of the township’s pages', async () => {
  server.session = null
  const page = await openDesk()
  await see('sign-in')
  await typeEverywhere('sign-in')
  page.unmount()
})
