/** A recovery code that was made: shown once, and two of its groups typed back. */
export interface Made {
  /** Its groups; none where a page broke off since, and nobody can show it again. */
  groups: string[]
  /** Which of them are asked for, counted from 1. */
  ask: [number, number]
}
