import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keysOf, placesOf } from '@shanyi/kit'
import { kindsOf } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import { defineComponent } from 'vue'
import { mount } from '@vue/test-utils'
import { useTell } from '../desk/tell'
import { stationMessages, stationWords } from '.'

const contract = readFileSync(join(import.meta.dirname, '..', '..', '..', 'contract', 'generated', 'commands.ts'), 'utf8')

/** The names of a closed list in the contract. */
function namesOf(type: string): string[] {
  const body = contract.match(new RegExp(`export type ${type} = ([^;]*);`))?.[1] ?? ''
  const names = [...body.matchAll(/"(\w+)"/g)].map((m) => m[1] ?? '')
  expect(names.length).toBeGreaterThan(1)
  return names
}

test('both languages say the same things with the same places', () => {
  for (const [room, messages] of Object.entries(stationMessages)) {
    expect([room, keysOf(messages.en)]).toEqual([room, keysOf(messages['zh-CN'])])
    for (const key of keysOf(messages['zh-CN'])) {
      const wanted = placesOf(messages['zh-CN'], key)
      // A singular may leave its number out; it names nothing else than the Chinese does.
      const said = placesOf(messages.en, key)
      expect([room, key, said]).toEqual([room, key, wanted])
    }
  }
})

const LISTS: [string, string][] = [
  ['State', 'terms.state'], ['Handling', 'terms.handling'], ['Channel', 'terms.channel'], ['Relation', 'terms.relation'], ['Sex', 'terms.sex'],
  ['OutcomeKind', 'terms.result'], ['Role', 'terms.role'], ['Leg', 'terms.office'], ['LimitUnit', 'terms'],
  ['FactKind', 'case.step'], ['Verdict', 'case.verdict'], ['Decision', 'case.result'], ['State', 'case.due.none'],
  ['CaseFilter', 'cases.saved'], ['CaseFilter', 'cases.none'], ['MarkField', 'find.field'], ['DueFilter', 'cases.due'], ['TodoKind', 'today.kind'], ['TodoKind', 'today.do'],
  ['Doubt', 'intake.item.doubt'],
]

test.each(LISTS)('every %s of the contract has its words under %s', (type, path) => {
  for (const language of ['zh-CN', 'en'] as const) {
    const { te } = stationWords(language).global
    expect(namesOf(type).filter((name) => !te(`${path}.${name}`, language))).toEqual([])
  }
})

test('every oddity of an ID number has its words', () => {
  const kinds = kindsOf(contract, 'IdNumberWarning').map((k) => k.path)
  expect(kinds.length).toBeGreaterThan(0)
  for (const language of ['zh-CN', 'en'] as const) {
    const { te } = stationWords(language).global
    expect(kinds.filter((kind) => !te(`intake.applicant.warning.${kind}`, language))).toEqual([])
  }
})

/** An error of a kind, with something in every place. */
function example(path: string): Record<string, unknown> {
  const [kind, fault] = path.split('.')
  const facts = { what: 'x', limit: 50, limit_kb: 256, found: 51, position: 3, expected: '7', age: 58, min: 60, max: 65, from: '2028-03-05', birth: '2030-01-01', field: 'reason', state: 'closed', missing: ['户口簿'], papers: ['户口簿'], seconds: 40, minutes: 15, group: 2, limit_bytes: 2_097_152, limit_megapixels: 50, since: '2026-11-21', phone: '0578-1234567', name: '叶小春' }
  return { ...facts, kind, ...(fault ? { fault: { ...facts, kind: fault } } : {}) }
}

test('every error of the desk is a whole sentence in both languages, and says what to do', () => {
  const kinds = kindsOf(contract, 'DeskError').map((k) => k.path)
  expect(kinds.length).toBeGreaterThan(30)
  for (const language of ['zh-CN', 'en'] as const) {
    let tell!: ReturnType<typeof useTell>
    mount(defineComponent({ setup: () => { tell = useTell(); return () => null } }), { global: { plugins: [stationWords(language)] } })
    for (const path of kinds) {
      const { title, whatToDo } = tell(example(path))
      expect([path, title.length > 3, whatToDo.length > 2]).toEqual([path, true, true])
      expect(`${path} ${title} ${whatToDo}`).not.toMatch(/[{}]|undefined|null/)
      expect(title).not.toBe(tell({ kind: 'moon' }).title.replace('moon', path))
    }
  }
})

test('one who is too young is told the day, with its weekday', () => {
  let tell!: ReturnType<typeof useTell>
  mount(defineComponent({ setup: () => { tell = useTell(); return () => null } }), { global: { plugins: [stationWords()] } })
  expect(tell({ kind: 'age', fault: { kind: 'too_young', age: 58, min: 60, from: '2028-03-05' } }).whatToDo).toContain('2028年3月5日 星期日')
  expect(tell({ kind: 'age', fault: { kind: 'too_young', age: 58, min: 60, from: null } }).whatToDo).not.toContain('null')
})
