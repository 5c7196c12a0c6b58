/** What goes wrong on the way to the township's server, and in it. */
import type { ConsoleError } from '@shanyi/contract/console'

/** What can go wrong between the page and the server, beside what the server itself answers. */
export type WayError =
  /** The server can't be reached. */
  | { kind: 'unreachable' }
  /** Its answer is none of those that were agreed on. */
  | { kind: 'bad_answer'; name: string }

/** Everything a request can fail with. */
export type AnyError = ConsoleError | WayError

/** A request that was not carried out. It has the fields of the closed error itself: `kind` and its facts. */
export class ConsoleFailure extends Error {
  /** Which error, and the key of its sentence. */
  readonly kind: AnyError['kind']
  /** The closed error as it came. */
  readonly closed: AnyError

  constructor(closed: AnyError) {
    super(closed.kind)
    this.kind = closed.kind
    this.closed = closed
  }
}

/** Whether something thrown is this kind of failure. */
export function failedWith(reason: unknown, kind: AnyError['kind']): boolean {
  return reason instanceof ConsoleFailure && reason.kind === kind
}
