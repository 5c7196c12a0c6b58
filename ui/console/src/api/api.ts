/**
 * The one way from the pages to the township's server: `ask('POST /api/cases/search', { body })`, typed by
 * the generated table of routes.
 */
import type { Routes } from '@shanyi/contract/console'
import { ConsoleFailure, type AnyError } from './errors'
import { idleHeader } from './idle'

export type * from '@shanyi/contract/console'
export { ConsoleFailure, failedWith, type AnyError, type WayError } from './errors'

/** A route of the console. */
export type Route = keyof Routes
/** What a route gives. */
export type Result<R extends Route> = Routes[R]['result']

/** What goes with a request. */
export type Asked<R extends Route> = {
  /** Aborts the request. */
  signal?: AbortSignal
} & (R extends `${string}{id}${string}` ? { /** Fills `{id}`. */ id: string } : object) &
  (Routes[R]['body'] extends null ? object : { body: Routes[R]['body'] }) &
  (keyof Routes[R]['query'] extends never ? object : { query: Routes[R]['query'] })

/** Tells of every answer that nobody is signed in any more. */
export const signedOutBell = new EventTarget()

/** Carries out a request. Throws a `ConsoleFailure` when it is not carried out, an `AbortError` when it is given up. */
export async function ask<R extends Route>(route: R, asked: Asked<R>): Promise<Result<R>> {
  const { signal, id, body, query } = asked as { signal?: AbortSignal; id?: string; body?: unknown; query?: Record<string, unknown> }
  const [method = 'GET', pattern = ''] = route.split(' ')
  const address = pattern.replace('{id}', encodeURIComponent(id ?? '')) + searchOf(query)
  const headers: Record<string, string> = { ...idleHeader(), ...(method === 'GET' ? {} : { 'X-Shanyi': '1' }) }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  let text: string
  try {
    response = await fetch(address, { method, headers, signal, credentials: 'same-origin', cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body) })
    text = await response.text()
  } catch (reason) {
    if (signal?.aborted) throw reason
    throw new ConsoleFailure({ kind: 'unreachable' })
  }
  return answerOf(route, response.ok, text) as Result<R>
}

/** Where the bytes of an image are. */
export function imageAddress(hash: string): string {
  return `/api/images/${encodeURIComponent(hash)}`
}

/** Where a small picture of an image is, while its bytes are on their way. */
export function thumbnailAddress(hash: string): string {
  return `${imageAddress(hash)}/thumbnail`
}

function searchOf(query: Record<string, unknown> | undefined): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined && value !== '') search.set(name, String(value))
  return search.size ? `?${search}` : ''
}

function answerOf(route: Route, ok: boolean, text: string): unknown {
  let answer: unknown
  try {
    answer = text === '' ? null : JSON.parse(text)
  } catch {
    throw new ConsoleFailure({ kind: 'bad_answer', name: route })
  }
  if (ok) return answer
  const closed = answer as AnyError | null
  if (typeof closed?.kind !== 'string') throw new ConsoleFailure({ kind: 'bad_answer', name: route })
  if (closed.kind === 'signed_out') signedOutBell.dispatchEvent(new Event('signed-out'))
  throw new ConsoleFailure(closed)
}
