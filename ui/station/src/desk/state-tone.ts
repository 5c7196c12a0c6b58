/** The tone of a case's state: amber waits on us, red hurts, pine is well. */
import type { State } from '@shanyi/contract'
import type { Tone } from '@shanyi/kit'

/** Tone by state. */
export const STATE_TONE: Record<State, Tone> = {
  collected: 'amber',
  submitted: 'sky',
  correction: 'amber',
  accepted: 'sky',
  granted: 'pine',
  denied: 'red',
  refused: 'red',
  withdrawn: 'plain',
  closed: 'plain',
}
