/** From a closed error to its sentence, with the facts put into the clerk's words first. */
import { isClosedError, sentence, useWords, type ClosedError, type Sentence } from '@shanyi/kit'
import { ConsoleFailure } from '../api/api'
import { bytesWords } from './numbers'

/** The sentence of an error: `const tell = useTell(); tell(error).title`. */
export function useTell(): (error: unknown) => Sentence {
  const { t, te } = useWords()
  const teller = { t: (key: string, facts: Record<string, unknown>) => t(key, facts), te: (key: string) => te(key) || te(key, 'zh-CN') }
  return (error) => sentence(inWords(error instanceof ConsoleFailure ? error.closed : error, (key) => t(key)), teller)
}

/** The facts of an error as a clerk says them: a state and a field by their names, bytes as KB. */
export function inWords(error: unknown, t: (key: string) => string): unknown {
  if (!isClosedError(error)) return error
  const said: ClosedError = { ...error }
  if (typeof error.state === 'string') said.state = t(`terms.state.${error.state}`)
  if (typeof error.field === 'string') said.field = t(`errors.fields.${error.field}`)
  if (typeof error.have === 'number') said.have = bytesWords(error.have)
  if (typeof error.total === 'number') said.total = bytesWords(error.total)
  return said
}
