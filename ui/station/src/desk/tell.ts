/** From a closed error to its sentence, with the facts put into the operator's words first. */
import { dayWords, isClosedError, sentence, useWords, type ClosedError, type Language, type Sentence } from '@shanyi/kit'
import { today } from './live'

/** The sentence of an error: `const tell = useTell(); tell(error).title`. */
export function useTell(): (error: unknown) => Sentence {
  const { t, te, locale } = useWords()
  const teller = { t: (key: string, facts: Record<string, unknown>) => t(key, facts), te: (key: string) => te(key) || te(key, 'zh-CN') }
  return (error) => sentence(inWords(error, (key) => t(key), locale.value as Language), teller)
}

/** The facts of an error as the operator says them: a state by its name, a day with its weekday. */
function inWords(error: unknown, t: (key: string) => string, language: Language): unknown {
  if (!isClosedError(error)) return error
  const said: ClosedError = { ...facts(error), kind: error.kind }
  if (error.kind === 'not_now' && typeof error.state === 'string') said.state = t(`terms.state.${error.state}`)
  if (typeof error.than === 'string') said.than = dayWords(error.than, language, '0000')
  if (typeof error.since === 'string') said.since = dayWords(error.since, language, today())
  if (isClosedError(error.fault)) {
    const fault: ClosedError = { ...error.fault }
    for (const day of ['from', 'birth']) {
      const value = fault[day]
      if (typeof value === 'string') fault[day] = dayWords(value, language, today())
    }
    if (fault.kind === 'too_young' && !fault.from) fault.from = t('terms.thatAge')
    said.fault = fault
  }
  return said
}

/** The fields of the closed error itself; a thrown `CommandError` carries more. */
function facts(error: ClosedError): ClosedError {
  return isClosedError(error.closed) ? error.closed : error
}
