/** Where one is on the pages, as the part of the address behind `#`. It names a list and a case's id, never a person. */
import { ref, type Ref } from 'vue'
import type { Queue } from './api/api'

/** The clerk's lists, in the order of the day's work. */
export const QUEUES: readonly Queue[] = ['to_accept', 'corrected', 'accepted', 'to_issue', 'issued', 'correction', 'done', 'all']

/** The rooms beside the lists. */
export const ROOMS = ['aside', 'people', 'pcs', 'leaving'] as const

/** A place on the pages. */
export interface Place {
  /** Another room than the lists: what was set aside, who works at the stations, their PCs, what is erased soon. */
  room?: (typeof ROOMS)[number]
  queue: Queue
  /** The case that is open. */
  id?: string
}

/** Reads a place from an address; what it doesn't know is the first list. */
export function placeOf(hash: string): Place {
  const [room, queue, id] = hash.replace(/^#\/?/, '').split('/').map(decoded)
  const other = ROOMS.find((one) => one === room)
  if (other) return { room: other, queue: 'to_accept' }
  const known = room === 'inbox' && QUEUES.includes(queue as Queue)
  return { queue: known ? (queue as Queue) : 'to_accept', id: (known && id) || undefined }
}

/** Writes a place as an address. */
export function addressOf({ room, queue, id }: Place): string {
  if (room) return `#/${room}`
  return `#/inbox/${queue}${id ? `/${encodeURIComponent(id)}` : ''}`
}

/** The place one is at. */
export const here: Ref<Place> = ref(placeOf(location.hash))

window.addEventListener('hashchange', () => {
  here.value = placeOf(location.hash)
})

/** Goes to a place; moving from case to case leaves no trail for the way back. */
export function go(place: Place): void {
  const address = addressOf(place)
  const stays = place.room === here.value.room && place.queue === here.value.queue && Boolean(place.id) === Boolean(here.value.id)
  here.value = place
  if (location.hash === address) return
  if (stays) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
}

window.addEventListener('popstate', () => {
  here.value = placeOf(location.hash)
})

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
