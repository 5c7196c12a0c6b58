/** One question in front of the page, asked once, answered with yes or no. */
import { shallowRef } from 'vue'

/** What is asked before something that can't be undone in silence. */
export interface Question {
  /** The question itself: "不予受理这一件？". */
  title: string
  /** What will happen, in one or two lines. */
  text?: string
  /** The word on the button that goes on; never "OK" for something that hurts. */
  confirm: string
  /** The word on the button that does not; "先不" where nothing is said. */
  cancel?: string
  /** It hurts someone or can't be taken back. */
  danger?: boolean
}

/** The question that stands now; `SyAsk`, which the shell carries, shows it. */
export const standing = shallowRef<(Question & { answer: (yes: boolean) => void }) | null>(null)

/** Asks, and tells whether the person went on. A second question dismisses the first. */
export function ask(question: Question): Promise<boolean> {
  standing.value?.answer(false)
  return new Promise((resolve) => {
    const mine = {
      ...question,
      answer: (yes: boolean) => {
        if (standing.value === mine) standing.value = null
        resolve(yes)
      },
    }
    standing.value = mine
  })
}
