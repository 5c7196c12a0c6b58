/** The words of the station's window. */
import { createWords, kitMessages, type Language, type Messages, type RoomMessages, type Words } from '@shanyi/kit'
import * as en from './en'
import * as zh from './zh-CN'

const ROOMS = ['shell', 'sync', 'today', 'intake', 'materials', 'cases', 'case', 'paper', 'terms'] as const

/** The station's messages by room; the sentences for errors stand beside the kit's own. */
export const stationMessages: Record<string, RoomMessages> = {
  ...Object.fromEntries(ROOMS.map((room) => [room, { 'zh-CN': zh[room] as Messages, en: en[room] as Messages }])),
  errors: {
    'zh-CN': { ...(kitMessages['zh-CN'].errors as Messages), ...zh.errors },
    en: { ...(kitMessages.en.errors as Messages), ...en.errors },
  },
}

/** The words of a page. */
export function stationWords(language: Language = 'zh-CN'): Words {
  return createWords(stationMessages, language)
}
