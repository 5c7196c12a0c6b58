/** The words of the station's window. */
import { createWords, type Language, type Messages, type RoomMessages, type Words } from '@shanyi/kit'
import * as en from './en'
import * as zh from './zh-CN'

const ROOMS = ['shell', 'sync', 'today', 'intake', 'materials', 'cases', 'case', 'find', 'person', 'paper', 'terms', 'drafts', 'health', 'joining', 'replacing', 'naming', 'door', 'pins', 'keys', 'journal'] as const

/** The station's messages by room; the sentences for errors are the kit's. */
export const stationMessages: Record<string, RoomMessages> = {
  ...Object.fromEntries(ROOMS.map((room) => [room, { 'zh-CN': zh[room] as Messages, en: en[room] as Messages }])),
}

/** The words of a page. */
export function stationWords(language: Language = 'zh-CN'): Words {
  return createWords(stationMessages, language)
}
