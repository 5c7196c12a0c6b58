import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kindsOf } from '../test/kinds'
import { dayOf, dayWords, momentWords } from './days'
import { sentence, type Teller } from './sentence'
import { createWords, keysOf, kitMessages, placesOf, type RoomMessages } from './words'

function teller(rooms: Record<string, RoomMessages> = {}, language: 'zh-CN' | 'en' = 'zh-CN'): Teller {
  const { t, te } = createWords(rooms, language).global
  return { t: t as Teller['t'], te: (key) => te(key) || te(key, 'zh-CN') }
}

test('both languages of the kit say the same things', () => {
  expect(keysOf(kitMessages.en)).toEqual(keysOf(kitMessages['zh-CN']))
})

test('both languages of the kit leave room for the same facts', () => {
  for (const key of keysOf(kitMessages['zh-CN'])) {
    expect([key, placesOf(kitMessages.en, key)]).toEqual([key, placesOf(kitMessages['zh-CN'], key)])
  }
})

test('every error says what is wrong and what to do', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const keys = keysOf({ errors: kitMessages[language].errors ?? {} })
    const kinds = new Set(keys.map((k) => k.slice(0, k.lastIndexOf('.'))))
    for (const kind of kinds) expect(keys).toEqual(expect.arrayContaining([`${kind}.title`, `${kind}.whatToDo`]))
  }
})

test('every kind of error that a command can answer has its own sentence, with facts that it brings', async () => {
  const table = await readFile(join(import.meta.dirname, '../../../contract/generated/commands.ts'), 'utf8')
  const kinds = kindsOf(table, 'DeskError')
  expect(kinds.length).toBeGreaterThan(15)
  const written = keysOf(kitMessages['zh-CN'].errors as never)
  // What is left over of a fault is told as the error around it.
  expect(kinds.map((k) => k.path).filter((p) => !p.endsWith('.other') && !written.includes(`${p}.title`))).toEqual([])
  for (const { path, facts } of kinds.filter((k) => written.includes(`${k.path}.title`))) {
    for (const key of ['title', 'whatToDo']) {
      const places = placesOf(kitMessages['zh-CN'], `errors.${path}.${key}`)
      expect([path, places.filter((p) => !facts.includes(p))]).toEqual([path, []])
    }
  }
})

test('an error is told with its facts', () => {
  expect(sentence({ kind: 'bad_answer', name: 'take_in' }, teller()).title).toBe('程序的回答看不懂（take_in）')
  expect(sentence({ kind: 'bad_answer', name: 'take_in' }, teller({}, 'en')).title).toContain('(take_in)')
})

const room: RoomMessages = {
  'zh-CN': { picture: { title: '这张图不能用', whatToDo: '换一张', too_many_pixels: { title: '图太大，超过 {limit} 百万像素', whatToDo: '用手机重拍' } }, incomplete: { title: '还差 {count} 样：{missing}', whatToDo: '补齐' } },
  en: {},
}
const withErrors = (): Teller => {
  const { t, te } = createWords({ errors: room }).global
  return { t: t as Teller['t'], te: (key) => te(key) }
}

test('a fault inside an error has a sentence of its own, with its own facts', () => {
  expect(sentence({ kind: 'picture', fault: { kind: 'too_many_pixels', limit: 60 } }, withErrors())).toEqual({ title: '图太大，超过 60 百万像素', whatToDo: '用手机重拍' })
})

test('a fault nobody wrote about is told as the error around it', () => {
  expect(sentence({ kind: 'picture', fault: 'odd' }, withErrors()).title).toBe('这张图不能用')
})

test('a list of facts is joined and counted', () => {
  expect(sentence({ kind: 'incomplete', missing: ['户口簿', '照片'] }, withErrors()).title).toBe('还差 2 样：户口簿、照片')
})

test('a kind nobody wrote about is told honestly and named', () => {
  expect(sentence({ kind: 'moon_full' }, teller()).title).toContain('moon_full')
  expect(sentence({ kind: 'moon', fault: { kind: 'full' } }, teller()).title).toContain('moon.full')
  expect(sentence(new Error('boom'), teller()).title).not.toContain('boom')
})

test('an apostrophe of English is as narrow as its letters', () => {
  const { t } = teller({ door: { 'zh-CN': { pc: '这台电脑' }, en: { pc: 'This PC’s {name}' } } }, 'en')
  expect(t('door.pc', { name: '“蓝’秀”' })).toBe("This PC's “蓝’秀”")
})

test('English counts one and many', () => {
  const { t } = createWords({}, 'en').global
  expect(t('kit.form.errorTitle', { count: 1 })).toBe('1 thing to mend')
  expect(t('kit.form.errorTitle', { count: 3 })).toBe('3 things to mend')
})

test('a day is said with its weekday, and with its year when that is another', () => {
  expect(dayWords('2026-11-21', 'zh-CN', '2026-01-01')).toBe('11月21日 星期六')
  expect(dayWords('2027-01-05', 'zh-CN', '2026-11-21')).toBe('2027年1月5日 星期二')
  expect(dayWords('2026-11-21', 'en')).toContain('Sat')
})

test('a moment is said as one would say it, by the clock in China', () => {
  const today = '2026-11-21'
  expect(momentWords('2026-11-21T01:12:00Z', today)).toBe('今天 09:12')
  expect(momentWords('2026-11-20T15:59:00Z', today)).toBe('昨天 23:59')
  expect(momentWords('2026-11-19T10:42:00Z', today)).toBe('周四 18:42')
  expect(momentWords('2026-11-02T10:42:00Z', today)).toBe('11月2日 18:42')
  expect(momentWords('2025-11-02T10:42:00Z', today)).toBe('2025年11月2日 18:42')
  expect(dayOf('2026-11-20T16:00:00Z')).toBe('2026-11-21')
})
