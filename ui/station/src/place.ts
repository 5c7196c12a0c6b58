/** Where one is in the window, as the part of the address behind `#`. */
import { nextTick, ref, type Ref } from 'vue'

/** What may be printed: the receipt of a case, its one-time notice, the guide of an item, a recovery code that was just made. */
export type PaperKind = 'receipt' | 'notice' | 'guide' | 'recovery'

/** What may be done on a case's page: a page of its own for the first two, a dialog for the others. */
export const CASE_ACTS = ['amend', 'deliver', 'withdraw', 'return', 'comment'] as const
/** What is being done on a case's page. */
export type CaseAct = (typeof CASE_ACTS)[number]

/** A place in the window. */
export type Place =
  | { room: 'today' }
  | { room: 'intake'; form?: string }
  | { room: 'cases' }
  | { room: 'case'; id: string; act?: CaseAct }
  /** The words of a form that can't be gone on with. */
  | { room: 'draft'; form: string }
  // A person is named by one of their cases, so that an address says nothing of them.
  | { room: 'person'; id: string }
  /** Who may use this PC. */
  | { room: 'pins' }
  /** What was done at this PC. */
  | { room: 'journal' }
  | { room: 'paper'; kind: PaperKind; id: string }

const PAPERS: readonly string[] = ['receipt', 'notice', 'guide', 'recovery']
const ACTS: readonly string[] = CASE_ACTS

/** Reads a place from an address; what it doesn't know is today. */
export function placeOf(hash: string): Place {
  const [room, first, second] = hash.replace(/^#\/?/, '').split('/').map(decoded)
  if (room === 'intake') return first ? { room, form: first } : { room }
  if (room === 'cases' || room === 'pins' || room === 'journal') return { room }
  if (room === 'case' && first) return { room, id: first, act: ACTS.includes(second ?? '') ? (second as CaseAct) : undefined }
  if (room === 'draft' && first) return { room, form: first }
  if (room === 'person' && first) return { room, id: first }
  if (room === 'paper' && second && PAPERS.includes(first ?? '')) return { room, kind: first as PaperKind, id: second }
  return { room: 'today' }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

/** Writes a place as an address. */
export function addressOf(place: Place): string {
  const parts: (string | undefined)[] = [place.room]
  if (place.room === 'intake' || place.room === 'draft') parts.push(place.form)
  if (place.room === 'case') parts.push(place.id, place.act)
  if (place.room === 'person') parts.push(place.id)
  if (place.room === 'paper') parts.push(place.kind, place.id)
  return `#/${parts.filter((p) => p !== undefined).map(encodeURIComponent).join('/')}`
}

/** The place one is at. */
export const here: Ref<Place> = ref(placeOf(location.hash))

window.addEventListener('hashchange', () => {
  here.value = placeOf(location.hash)
})

/** Rooms that can be left again to where one was. */
const LEFT_AGAIN: readonly Place['room'][] = ['case', 'person', 'pins', 'journal']

/** The places one came through since the last room was entered by its key, nearest last. */
let trail: Place[] = []
/** No way back is longer than this. */
const LONGEST = 20

/** Goes back to where a case or a person was opened from; to all cases where that is not known. */
export function goBack(): void {
  goBackOr({ room: 'cases' })
}

/** Goes back to where the present place was opened from, or to another where that is not known. */
export function goBackOr(otherwise: Place): void {
  enter(trail.pop() ?? otherwise)
}

/** Goes to a place. A room begins a way of its own; a case, a person, the PINs or the journal can be left again to where one was. */
export function go(place: Place): void {
  if (!LEFT_AGAIN.includes(place.room)) trail = []
  else if (!same(place, here.value)) trail = [...trail, here.value].slice(-LONGEST)
  enter(place)
}

/** Another act on the same case is the same place. */
function same(one: Place, other: Place): boolean {
  if (one.room === 'pins' || one.room === 'journal') return other.room === one.room
  return one.room === other.room && 'id' in one && 'id' in other && one.id === other.id
}

function enter(place: Place): void {
  const address = addressOf(place)
  here.value = place
  if (location.hash !== address) location.hash = address
}

/** Shows the page from its top: another step or another place begins there. */
export async function toTop(): Promise<void> {
  await nextTick()
  document.querySelector('main.page')?.scrollTo?.(0, 0)
}

/** Gives the present place another name without leaving it. */
export function rename(place: Place): void {
  here.value = place
  history.replaceState(null, '', addressOf(place))
}
