/** The acts of the desk: their keys, their order on the bar, and how they look. */
import type { ActKind, CaseView } from '../api/api'

/** How an act stands on the bar. */
export interface ActButton {
  kind: ActKind
  key: string
  look: 'main' | 'ghost' | 'danger' | 'plain'
}

const ORDER: readonly ActButton[] = [
  { kind: 'accept', key: 'A', look: 'main' },
  { kind: 'decide', key: 'D', look: 'main' },
  { kind: 'issue', key: 'I', look: 'main' },
  { kind: 'record_money', key: 'Y', look: 'main' },
  { kind: 'return_originals', key: 'O', look: 'main' },
  { kind: 'correction', key: 'B', look: 'ghost' },
  { kind: 'refuse', key: 'X', look: 'danger' },
  { kind: 'comment', key: 'C', look: 'ghost' },
  { kind: 'withdraw', key: 'W', look: 'plain' },
]

/** The acts that are open now, the next sensible one first and the only one of its look. */
export function actsOf(view: CaseView): ActButton[] {
  const open = ORDER.filter((act) => view.acts.includes(act.kind))
  // An immediate case is decided at the counter: accepting it first is the longer way.
  if (view.row.handling === 'immediate' && view.row.state === 'submitted') open.sort((a, b) => Number(b.kind === 'decide') - Number(a.kind === 'decide'))
  const missing = view.materials.some((m) => m.standing.kind === 'missing')
  if (missing && view.row.state === 'submitted') open.sort((a, b) => Number(b.kind === 'correction') - Number(a.kind === 'correction'))
  // A result that was made out may be made out anew, but now it is the station's turn.
  const issued = view.course.some((step) => step.fact === 'result_issued' && step.verdict === 'applied')
  if (issued) open.sort((a, b) => Number(a.kind === 'issue') - Number(b.kind === 'issue'))
  return open.map((act, i) => ({ ...act, look: i === 0 && act.look !== 'plain' && act.kind !== 'comment' ? (act.look === 'danger' ? 'danger' : 'main') : act.look === 'main' ? 'ghost' : act.look }))
}
