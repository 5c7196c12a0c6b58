import { keysOf, placesOf, sentence } from '@shanyi/kit'
import { kindsOf } from '@shanyi/kit/test'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inWords } from '../desk/tell'
import { consoleMessages, consoleWords } from './index'

const table = await readFile(join(import.meta.dirname, '../../../contract/generated/console.ts'), 'utf8')

test('both languages say the same things and leave room for the same facts', () => {
  for (const [room, { 'zh-CN': zh, en }] of Object.entries(consoleMessages)) {
    expect([room, keysOf(en)]).toEqual([room, keysOf(zh)])
    for (const key of keysOf(zh)) expect([room, key, placesOf(en, key)]).toEqual([room, key, placesOf(zh, key)])
  }
})

test('every kind of error of the console has a sentence of its own in both languages, with facts that it brings', () => {
  const kinds = [...kindsOf(table, 'ConsoleError'), { path: 'unreachable', facts: [] }, { path: 'bad_answer', facts: ['name'] }]
  expect(kinds.map((k) => k.path)).toEqual(expect.arrayContaining(['signed_out', 'wrong_password', 'locked', 'moved_on', 'not_now', 'invalid', 'invalid.too_long', 'incomplete', 'trouble']))
  for (const language of ['zh-CN', 'en'] as const) {
    const messages = consoleMessages.errors?.[language] ?? {}
    const written = keysOf(messages)
    for (const { path, facts } of kinds) {
      // A fault inside an error may speak of the facts of the error around it.
      const around = kinds.find((k) => k.path === path.split('.')[0])?.facts ?? []
      for (const part of ['title', 'whatToDo']) {
        expect(written).toContain(`${path}.${part}`)
        expect([path, placesOf(messages, `${path}.${part}`).filter((place) => ![...facts, ...around].includes(place))]).toEqual([path, []])
      }
    }
  }
})

test('no sentence speaks of an error that does not exist', () => {
  const kinds = new Set(kindsOf(table, 'ConsoleError').map((k) => k.path.split('.')[0]))
  const own = ['unknown', 'unreachable', 'bad_answer', 'fields']
  expect(Object.keys(consoleMessages.errors?.['zh-CN'] ?? {}).filter((kind) => !kinds.has(kind) && !own.includes(kind))).toEqual([])
})

test('every field, state, act and queue of the contract has its word', () => {
  const of = (type: string) => kindsOf(table, type).map((k) => k.path)
  const words = (room: string, path: string) => keysOf(consoleMessages[room]?.['zh-CN'] ?? {}).some((key) => key === path || key.startsWith(`${path}.`))
  for (const [type, room, path] of [
    ['Field', 'errors', 'fields'], ['State', 'terms', 'state'], ['Handling', 'terms', 'handling'], ['Relation', 'terms', 'relation'], ['Decision', 'terms', 'outcome'],
    ['LimitUnit', 'terms', 'limit'], ['Sex', 'terms', 'sex'], ['Queue', 'inbox', 'queue'], ['Queue', 'inbox', 'empty'], ['Verdict', 'case', 'verdict'], ['Channel', 'case', 'channel'],
    ['DeskView', 'shell', 'desk'], ['ActKind', 'acts', 'done'], ['Concern', 'people', 'concern'], ['Agency', 'people', 'agency'], ['CodeState', 'pcs', 'state'],
  ] as const) {
    expect(of(type).length).toBeGreaterThan(1)
    expect([type, of(type).filter((kind) => !words(room, `${path}.${kind}`))]).toEqual([type, []])
  }
  expect(of('ActKind').filter((kind) => !words('acts', `${kind}.button`) || !words('acts', `${kind}.title`) || !words('acts', `${kind}.confirm`))).toEqual([])
  expect(of('StepDetail').filter((kind) => kind !== 'decided' && !words('case', `step.${kind}`))).toEqual([])
})

test('every word that a page asks for by its whole key is written', async () => {
  const folder = join(import.meta.dirname, '..')
  const written = new Set(Object.entries(consoleMessages).flatMap(([room, { 'zh-CN': zh }]) => keysOf(zh).map((key) => `${room}.${key}`)))
  const asked: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|vue)$/.test(entry.name) || entry.name.includes('.test.')) continue
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8')
    for (const [, key = ''] of text.matchAll(/'((?:signIn|shell|inbox|print|terms|case|acts|people|pcs|password)\.[\w.]+)'/g)) asked.push(key)
  }
  expect(asked.length).toBeGreaterThan(100)
  expect([...new Set(asked)].filter((key) => !written.has(key))).toEqual([])
})

test('an error is told with a clerk’s words for its facts', () => {
  for (const [language, field, state] of [['zh-CN', '去处', '受理中'], ['en', 'Where to go', 'Under way']] as const) {
    const { t, te } = consoleWords(language).global
    const teller = { t: t as never, te: (key: string) => te(key) }
    const tell = (error: unknown) => sentence(inWords(error, (key) => (t as (key: string) => string)(key)), teller).title
    expect(tell({ kind: 'invalid', field: 'where_to_go', fault: 'empty' })).toContain(field)
    expect(tell({ kind: 'not_now', state: 'accepted' })).toContain(state)
    expect(tell({ kind: 'locked', seconds: 40 })).toContain('40')
    expect(tell({ kind: 'incomplete', have: 61_440, total: 184_320 })).toMatch(/60 KB.*180 KB/)
  }
})
