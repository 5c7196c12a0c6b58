/** The words of the township's pages, room by room, in both languages. */
import { createWords, type Language, type RoomMessages, type Words } from '@shanyi/kit'
import enActs from './en/acts'
import enCase from './en/case'
import enDesk from './en/desk'
import enErrors from './en/errors'
import enLeaving from './en/leaving'
import enPcs from './en/pcs'
import enPeople from './en/people'
import enTerms from './en/terms'
import zhActs from './zh-CN/acts'
import zhCase from './zh-CN/case'
import zhDesk from './zh-CN/desk'
import zhErrors from './zh-CN/errors'
import zhLeaving from './zh-CN/leaving'
import zhPcs from './zh-CN/pcs'
import zhPeople from './zh-CN/people'
import zhTerms from './zh-CN/terms'

/** Every room's messages. */
export const consoleMessages: Record<string, RoomMessages> = {
  ...roomsOf(zhDesk, enDesk),
  terms: { 'zh-CN': zhTerms, en: enTerms },
  case: { 'zh-CN': zhCase, en: enCase },
  people: { 'zh-CN': zhPeople, en: enPeople },
  leaving: { 'zh-CN': zhLeaving, en: enLeaving },
  pcs: { 'zh-CN': zhPcs, en: enPcs },
  acts: { 'zh-CN': zhActs, en: enActs },
  errors: { 'zh-CN': zhErrors, en: enErrors },
}

/** The words of a page. */
export function consoleWords(language: Language): Words {
  return createWords(consoleMessages, language)
}

function roomsOf<T extends Record<keyof T, RoomMessages['en']>>(zh: T, en: Record<keyof T, RoomMessages['en']>): Record<string, RoomMessages> {
  return Object.fromEntries((Object.keys(zh) as (keyof T & string)[]).map((room) => [room, { 'zh-CN': zh[room], en: en[room] }]))
}
