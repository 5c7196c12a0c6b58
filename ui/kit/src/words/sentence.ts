/** From a closed error to what a person reads: what is wrong, and what to do now. */
import { useWords } from './words'

/** An error as it comes from Rust: a kind, and the facts that belong to it. */
export interface ClosedError {
  kind: string
  [fact: string]: unknown
}

/** What a person reads about an error. */
export interface Sentence {
  /** What is wrong, in one line. */
  title: string
  /** What the person can do now. */
  whatToDo: string
}

/** The two things needed of vue-i18n: a text with its places filled, and whether there is one. */
export interface Teller {
  t: (key: string, facts: Record<string, unknown>) => string
  te: (key: string) => boolean
}

/**
 * Turns an error into its sentence. Facts fill the places of the text; a fact
 * that is itself an error is told by its own title, a list is joined. A kind
 * nobody wrote a sentence for gets an honest general one that names it, so that
 * it can be read out on the phone.
 */
export function sentence(error: unknown, teller: Teller): Sentence {
  const closed = asClosed(error)
  const known = teller.te(`errors.${closed.kind}.title`)
  const key = known ? closed.kind : 'unknown'
  const facts = factsOf(closed, teller)
  return { title: teller.t(`errors.${key}.title`, facts), whatToDo: teller.t(`errors.${key}.whatToDo`, facts) }
}

/** `sentence` with the words of the page: `const tell = useSentence(); tell(error).title`. */
export function useSentence(): (error: unknown) => Sentence {
  const { t, te } = useWords()
  // The kinds come from a generated table, so the keys are not known to the types here; a test holds them against it.
  const teller: Teller = { t: (key, facts) => t(key, facts), te: (key) => te(key) || te(key, 'zh-CN') }
  return (error) => sentence(error, teller)
}

/** Whether a value has the form of a closed error. */
export function isClosedError(value: unknown): value is ClosedError {
  return typeof value === 'object' && value !== null && typeof (value as { kind?: unknown }).kind === 'string'
}

function asClosed(error: unknown): ClosedError {
  return isClosedError(error) ? error : { kind: 'unknown' }
}

function factsOf(error: ClosedError, teller: Teller): Record<string, unknown> {
  const facts: Record<string, unknown> = { kind: error.kind }
  for (const [name, value] of Object.entries(error)) {
    if (name === 'kind') continue
    if (isClosedError(value)) facts[name] = sentence(value, teller).title
    else if (Array.isArray(value)) facts[name] = value.map((v) => (isClosedError(v) ? sentence(v, teller).title : String(v))).join(teller.t('kit.comma', {}))
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') facts[name] = value
  }
  return facts
}
