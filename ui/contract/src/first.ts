/**
 * The page's first questions. The program tells it their answers before it could ask
 * (`src-tauri/src/first_answers.rs`), so that it finds them when it begins.
 */
import { commandError } from './errors'

/** What the program left for the page. */
interface First {
  /** By command, what came of it; gone once the page stands. */
  answers?: Promise<Record<string, { answer: unknown } | { refusal: unknown }>>
  /** Whether something changed since, before the page could hear of it. */
  changed: boolean
}

declare global {
  interface Window {
    shanyiFirst?: First
  }
}

/** The page stands: from now on every question is asked anew. */
export function firstAnswersTaken(): void {
  delete window.shanyiFirst?.answers
}

/** The answer to a question without arguments that was among the first; any other is asked. */
export function firstOr(name: string, ask: () => Promise<unknown>): Promise<unknown> {
  const answers = window.shanyiFirst?.answers
  if (!answers) return ask()
  return answers.then(
    (first) => {
      const one = first[name]
      if (!one) return ask()
      if ('refusal' in one) throw commandError(name, one.refusal)
      return one.answer
    },
    // Whoever could not answer all of them may answer this one.
    ask,
  )
}

/** Whether something changed between the first answers and now. */
export function changedSinceFirst(): boolean {
  return window.shanyiFirst?.changed === true
}
