/** The journal's lines as sentences. */
import type { JournalLineView, NamedView } from '@shanyi/contract'
import type { Say } from '../desk/sync-words'

/** What somebody is called; nobody is the program itself. */
export function nameWords(who: NamedView | null | undefined, say: Say): string {
  return who ? (who.name ?? say('journal.unnamed', { id: who.id })) : say('journal.byItself')
}

/** One line: who did what. */
export function lineWords({ who, act }: JournalLineView, say: Say): string {
  const { kind, ...more } = act
  const facts = Object.entries(more).map(([name, fact]: [string, number | NamedView]) => [name, typeof fact === 'object' ? nameWords(fact, say) : fact] as const)
  return say(`journal.line.${kind}`, { who: nameWords(who, say), ...Object.fromEntries(facts) })
}
