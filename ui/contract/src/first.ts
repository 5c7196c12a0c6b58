/**
 * The page's first questions. The window asks them before the page's script is
 * here (`src-tauri/src/first.js`), so that it finds their answers when it begins.
 */
import { commandError } from './errors'

/** What the window left for the page. */
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
