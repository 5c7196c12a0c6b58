/** Words: message tables by room and language, put together once for a page. */
import { createI18n, useI18n, type MessageContext } from 'vue-i18n'
import enErrors from './en/errors'
import enKit from './en/kit'
import zhErrors from './zh-CN/errors'
import zhKit from './zh-CN/kit'

/** The languages of the screens: Chinese first, English second. */
export type Language = 'zh-CN' | 'en'

/** A table of messages: texts, or tables by name. */
export interface Messages {
  [key: string]: string | Messages
}

/** A room's messages in both languages. */
export type RoomMessages = Record<Language, Messages>

/** The kit's own messages and the sentences for errors; every page has them. */
export const kitMessages: RoomMessages = {
  'zh-CN': { kit: zhKit, errors: zhErrors },
  en: { kit: enKit, errors: enErrors },
}

/**
 * Makes the words of one page: the kit's messages, and one table per room
 * (`{ today: { 'zh-CN': ..., en: ... } }` is read as `t('today.…')`). A room
 * called `errors` adds its sentences to the kit's.
 */
export function createWords(rooms: Record<string, RoomMessages> = {}, language: Language = 'zh-CN') {
  const tables: Record<Language, Messages> = { 'zh-CN': { ...kitMessages['zh-CN'] }, en: { ...kitMessages.en } }
  for (const [room, messages] of Object.entries(rooms)) {
    tables['zh-CN'][room] = { ...(tables['zh-CN'][room] as Messages), ...messages['zh-CN'] }
    tables.en[room] = { ...(tables.en[room] as Messages), ...messages.en }
  }
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'zh-CN',
    messages: tables,
    messageCompiler: compiled,
    missingWarn: true,
    fallbackWarn: false,
  })
}

type Said = (facts: MessageContext) => string

const COMPILED = new Map<string, Said>()

/**
 * A text as a function of its facts. Ours have named places, and in English two
 * forms with a bar between. The library's own compiler is for all that a text
 * can hold, and reads letter by letter while the first screen waits.
 */
function compiled(text: unknown): Said {
  const words = String(text)
  let said = COMPILED.get(words)
  if (!said) {
    // Fonts for Chinese draw the round apostrophe as wide as a character, in the middle of an English word.
    const forms = words.replaceAll('’', "'").split(' | ').map(formOf)
    const [only] = forms
    said = forms.length > 1 || !only ? (facts) => facts.plural(forms.map((form) => form(facts))) as string : only
    COMPILED.set(words, said)
  }
  return said
}

/** One form of a text: what stands between its places, and their names, in turn. */
function formOf(text: string): Said {
  const parts = text.split(/\{(\w+)\}/)
  if (parts.length === 1) return () => text
  return (facts) => parts.map((part, i) => (i % 2 ? String(facts.named(part) ?? '') : part)).join('')
}

/** What `createWords` gives. */
export type Words = ReturnType<typeof createWords>

/** The words inside a component: `const { t } = useWords()`. */
export function useWords() {
  return useI18n({ useScope: 'global' })
}

/** The shape of a message table: the same keys, any text. */
export type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }

/** Every key of a table as a dotted path, for the tests that compare the languages. */
export function keysOf(messages: Messages, before = ''): string[] {
  return Object.entries(messages)
    .flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keysOf(value, `${before}${key}.`)))
    .sort()
}

/** The named places of a text, `{count}` and the like, for the tests that compare the languages. */
export function placesOf(messages: Messages, path: string): string[] {
  const text = path.split('.').reduce<string | Messages | undefined>((at, key) => (typeof at === 'object' ? at[key] : undefined), messages)
  return typeof text === 'string' ? [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''))].sort() : []
}
