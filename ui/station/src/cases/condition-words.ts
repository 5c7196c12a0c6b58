/** The conditions of a search in words, for the line under the heading and the name it is kept under. */
import type { CaseSearch } from '@shanyi/contract'
import { dayWords, type Language } from '@shanyi/kit'
import type { Say } from '../desk/sync-words'
import { hasConditions } from './shown'

/** Names that a search has only ids of, and the words of the page. */
export interface ConditionWords {
  say: Say
  language: Language
  today: string
  /** The item's name, where it is known. */
  item: string
  /** The person's name, where it is known. */
  person: string
}

/** The conditions, each a few words; none where all cases are shown. */
export function conditionsOf(search: CaseSearch, { say, language, today, item, person }: ConditionWords): string[] {
  const day = (d: string) => dayWords(d, language, today)
  const words = [
    hasConditions(search) && search.filter !== 'all' && say(`cases.saved.${search.filter}`),
    search.text.trim() && say('cases.condition.text', { text: search.text.trim() }),
    search.person && say('cases.condition.person', { name: person }),
    search.item && item,
    search.states.map((state) => say(`terms.state.${state}`)).join(say('kit.comma')),
    search.from && search.from === search.until ? say('cases.condition.on', { day: day(search.from) }) : '',
    search.from && search.from !== search.until ? say('cases.condition.from', { day: day(search.from) }) : '',
    search.until && search.from !== search.until ? say('cases.condition.until', { day: day(search.until) }) : '',
    search.due && say(`cases.due.${search.due}`),
  ]
  return words.filter((w): w is string => Boolean(w))
}
