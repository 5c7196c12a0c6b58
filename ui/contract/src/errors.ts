/** What goes wrong on the way to a command, and in it. */
import type { DeskError } from '../generated/commands'

/** What can go wrong between the page and the program, beside what the desk itself answers. */
export type HostError =
  | { kind: 'host_unreachable' }
  | { kind: 'bad_answer'; name: string }
  /** The window could not make sense of a call with bytes, or broke off. */
  | { kind: 'no_bytes' | 'no_call' | 'broken' }

/** Why a dropped file can't be read. */
export type DropError =
  | { kind: 'not_dropped' }
  | { kind: 'not_readable'; name: string }
  | { kind: 'too_large'; name: string; most_bytes: number }

/** Why a sheet was not printed. */
export type PrintError =
  | { kind: 'busy' | 'no_sheet' | 'odd_size' }
  | { kind: 'printer' | 'window'; detail: string }

/** Everything a command can fail with. */
export type AnyError = DeskError | HostError | DropError | PrintError

/**
 * A command that was not carried out. It has the fields of the closed error
 * itself: `kind` and its facts.
 */
export class CommandError extends Error {
  /** Which error, and the key of its sentence. */
  readonly kind: AnyError['kind']
  /** The closed error as it came. */
  readonly closed: AnyError

  constructor(closed: AnyError) {
    super(closed.kind)
    this.kind = closed.kind
    this.closed = closed
    Object.assign(this, closed)
  }
}

/** Makes the thrown thing of whatever a host rejected with. */
export function commandError(name: string, reason: unknown): CommandError {
  if (reason instanceof CommandError) return reason
  if (typeof reason === 'object' && reason !== null && typeof (reason as { kind?: unknown }).kind === 'string') {
    return new CommandError(reason as AnyError)
  }
  if (reason instanceof TypeError) return new CommandError({ kind: 'host_unreachable' })
  return new CommandError({ kind: 'bad_answer', name })
}
