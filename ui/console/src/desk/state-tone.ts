/** The tone of a case's state at the township: sky is on our desk, amber waits on somebody, pine is well. */
import type { Tone } from '@shanyi/kit'
import type { State } from '../api/api'

/** Tone by state. */
export const STATE_TONE: Record<State, Tone> = {
  collected: 'plain',
  submitted: 'sky',
  correction: 'amber',
  accepted: 'sky',
  granted: 'pine',
  denied: 'red',
  refused: 'red',
  withdrawn: 'plain',
  closed: 'plain',
}
