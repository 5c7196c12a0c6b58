import { barriers } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import { addressOf, here } from '../place'
import { crowdedDesk } from '../test/crowded'
import { refuse } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const cases = () => [...document.querySelectorAll('[data-test="person-cases"] [data-case]')].map((e) => [e.getAttribute('data-case'), e.getAttribute('data-state')])

test('a case leads to its person: who, how much is under way, and who lives there too', async () => {
  const w = await open(stockedDesk(), '#/case/case417')
  await w.key('r')
  expect(here.value).toEqual({ room: 'person', id: 'case417' })
  expect(w.text('person-heading')).toBe('雷美凤 有 1 件在办')
  expect(w.text('person')).toContain('331123********')
  expect(w.text('person')).toContain('137****2208')
  expect(w.text('person')).not.toContain('13757812208')
  expect(w.text('household')).toContain('同户 6 人')
  expect(await barriers()).toEqual([])
  await w.key('1')
  expect(here.value).toEqual({ room: 'person', id: 'case401' })
  await w.key('Escape')
  await w.key('Escape')
  expect(here.value).toEqual({ room: 'case', id: 'case417' })
})

test('an address names a person by a case, never by what is known of them', async () => {
  const w = await open(stockedDesk(), '#/person/case417')
  await w.key('s')
  for (const place of [addressOf({ room: 'person', id: 'case417' }), location.hash]) expect(decodeURIComponent(place)).not.toMatch(/雷美凤|1375781|下坪|331123/)
})

test('what is under way stands before what is over', async () => {
  const w = await open(crowdedDesk(), '#/person/case402')
  const states = cases().map(([, state]) => state)
  expect(states.lastIndexOf('closed')).toBe(states.length - 1)
  expect(states.slice(0, states.indexOf('closed'))).not.toContain('closed')
  expect(w.text('person-cases')).toMatch(/在办 \d+ 件.*办完的 \d+ 件/)
})

test('a form for this person begins with what is known, and is no draft before something is typed', async () => {
  const desk = stockedDesk()
  const w = await open(desk, '#/person/case417')
  await w.key('s')
  expect(here.value.room).toBe('intake')
  await w.key('F1')
  expect(desk.of('keep_draft')).toEqual([])
  await w.key('F3')
  location.hash = '#/person/case417'
  here.value = { room: 'person', id: 'case417' }
  await w.settle()
  await w.key('s')
  await w.focus('item')
  await w.type('老年人优待证')
  await new Promise((done) => setTimeout(done, 20))
  await w.key('Enter')
  await w.key('Enter')
  const value = (id: string) => (document.getElementById(id) as HTMLInputElement | null)?.value
  expect([value('name'), value('phone'), value('address'), value('id-number')]).toEqual(['雷美凤', '13757812208', '柘岱口乡五星村下坪组 12 号', ''])
})

test('a person who is not there any more is said in words', async () => {
  const desk = stockedDesk()
  desk.answers.person = () => refuse({ kind: 'no_case' })
  const w = await open(desk, '#/person/gone')
  expect(w.text('person-trouble').length).toBeGreaterThan(5)
})
