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
 * Turns an error into its sentence. The most exact one that is written counts:
 * `picture` with a fault `too_small` is looked for as `errors.picture.too_small`
 * and then as `errors.picture`. Facts of the error and of its fault fill the
 * places of the text; a list is joined. A kind nobody wrote a sentence for gets
 * an honest general one that names it, so that it can be read out on the phone.
 */
export function sentence(error: unknown, teller: Teller): Sentence {
  const closed = isClosedError(error) ? error : { kind: 'unknown' }
  const fault = faultOf(closed.fault)
  const wanted = fault ? [`${closed.kind}.${fault.kind}`, closed.kind] : [closed.kind]
  const key = wanted.find((k) => teller.te(`errors.${k}.title`)) ?? 'unknown'
  const facts = { ...(fault ? factsOf(fault, teller) : {}), ...factsOf(closed, teller), kind: wanted[0] }
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

/** A fault is an error of its own inside another, or no more than its name. */
function faultOf(fault: unknown): ClosedError | undefined {
  if (typeof fault === 'string') return { kind: fault }
  return isClosedError(fault) ? fault : undefined
}

function factsOf(error: ClosedError, teller: Teller): Record<string, unknown> {
  const facts: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(error)) {
    if (Array.isArray(value)) {
      facts[name] = value.map(String).join(teller.t('kit.comma', {}))
      facts.count = value.length
    } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') facts[name] = value
  }
  return facts
}
