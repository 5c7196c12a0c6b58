/** Who works at the stations: read once and again whenever something changes, and what the county changes of it. */
import { shallowRef, type ShallowRef } from 'vue'
import { ask, type Concern, type NewcomerWish, type PeopleView, type PostWish, type RightDone, type StationPeople } from '../api/api'
import { useFresh } from '../desk/live'

/** Everybody, and the ways to change something. A way that fails throws. */
export interface People {
  view: ShallowRef<PeopleView | null>
  trouble: ShallowRef<unknown>
  /** Enters somebody who begins to work at a station. */
  enter: (wish: NewcomerWish) => Promise<void>
  /** Changes what somebody is called and what is said of the post. */
  change: (id: number, wish: PostWish) => Promise<void>
  /** Withdraws the right to take in cases, or gives it again. */
  right: (id: number, granted: boolean, why: string) => Promise<RightDone>
}

/** One for as long as the page is there. */
export function usePeople(): People {
  const view = shallowRef<PeopleView | null>(null)
  const trouble = shallowRef<unknown>(null)

  async function read(): Promise<void> {
    try {
      view.value = await ask('GET /api/people', {})
      trouble.value = null
    } catch (reason) {
      trouble.value = reason
    }
  }
  useFresh(read)
  void read()

  return {
    view,
    trouble,
    async enter(wish) {
      view.value = await ask('POST /api/people', { body: wish })
    },
    async change(id, wish) {
      view.value = await ask('POST /api/people/{id}/post', { id: String(id), body: wish })
    },
    async right(id, granted, why) {
      const done = await ask('POST /api/people/{id}/right', { id: String(id), body: { granted, why } })
      view.value = done.people
      return done
    },
  }
}

/** What a list of words is typed as: 县民政局、县残联. */
export function wordsOf(typed: string): string[] {
  return typed.split(/[、，,;；\n]/).map((word) => word.trim()).filter(Boolean)
}

/** The facts that a concern's sentence speaks of. */
export function factsOf(concern: Concern, comma: string): Record<string, unknown> {
  return { name: 'name' in concern ? concern.name : '', count: 'count' in concern ? concern.count : 0, names: 'names' in concern ? concern.names.join(comma) : '' }
}

/** The stations that have to be looked at, or whose name or people fit what is typed. */
export function shownOf(stations: readonly StationPeople[], typed: string, concerned: boolean): StationPeople[] {
  const word = typed.trim()
  const fits = ({ station, people }: StationPeople) => [station.name, station.township, station.code, ...people.map((one) => one.name)].some((text) => text.includes(word))
  return stations.filter((one) => (!concerned || one.concerns.length > 0) && (!word || fits(one)))
}
