/** How somebody stands on this PC, in a mark and a line: keys of the words. */
import type { PinHolderView } from '@shanyi/contract'
import type { Tone } from '@shanyi/kit'

/** The mark's words and tone, and what can be done. */
export function standingWords({ me, has_pin: has, shut, standing }: PinHolderView): { tone: Tone; state: string; says: string } {
  const state = shut ? 'shut' : has ? 'has' : 'none'
  const tone = shut ? 'red' : has ? 'pine' : 'plain'
  if (standing.kind !== 'here') return { tone: has ? 'red' : tone, state: `pins.state.${has ? 'still' : state}`, says: `pins.says.${standing.kind}${has ? 'Has' : ''}` }
  return { tone, state: `pins.state.${state}`, says: me ? 'pins.says.me' : `pins.says.${state}` }
}
