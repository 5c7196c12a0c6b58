/**
 * The one way from the pages to the program: `call(name, args)`, typed by the
 * generated command table. Nothing else in the workspace knows Tauri.
 */
import type { Commands } from '../generated/commands'
import { commandError } from './errors'
import type { Host, Unlisten } from './host/host'

export type * from '../generated/commands'
export { CommandError, type AnyError, type HostError } from './errors'
export type { Host, Unlisten } from './host/host'

type Row = { args: unknown; result: unknown; bytes?: boolean }
type Table = { [K in keyof Commands]: Commands[K] extends Row ? Commands[K] : never }
/** Names of commands that come with the bytes of a file. */
export type BytesName = { [K in keyof Table]: Table[K] extends { bytes: true } ? K : never }[keyof Table]
/** Names of all other commands. */
export type Name = Exclude<keyof Table, BytesName>
/** What a command takes. */
export type Args<K extends keyof Table> = Table[K]['args']
/** What a command gives. */
export type Result<K extends keyof Table> = Table[K]['result']
/** A command without arguments needs none. */
type ArgsOf<K extends keyof Table> = Record<string, never> extends Args<K> ? [args?: Args<K>] : [args: Args<K>]

/** What the program says of itself, and what happens to the window. */
export interface HostEvents {
  /** Something that screens show has changed: by a command, or by what came over the line. */
  changed: unknown
  /** Files held over the window (`over`), dropped, or carried away again (`leave`); the place in CSS pixels. */
  drag: { state: 'over' | 'drop' | 'leave'; paths: string[]; x: number; y: number }
}

let host: Promise<Host> | undefined

/** Carries out a command. Throws a `CommandError` when it is not carried out. */
export async function call<K extends Name>(name: K, ...[args]: ArgsOf<K>): Promise<Result<K>> {
  try {
    return (await (await theHost()).call(String(name), args ?? {})) as Result<K>
  } catch (reason) {
    throw commandError(String(name), reason)
  }
}

/** Carries out a command that comes with the bytes of a file. */
export async function callWithBytes<K extends BytesName>(name: K, args: Args<K>, bytes: Uint8Array): Promise<Result<K>> {
  try {
    return (await (await theHost()).callWithBytes(String(name), args, bytes)) as Result<K>
  } catch (reason) {
    throw commandError(String(name), reason)
  }
}

/** Hears an event until the returned function is called. */
export async function listen<E extends keyof HostEvents>(event: E, heard: (payload: HostEvents[E]) => void): Promise<Unlisten> {
  return (await theHost()).listen(event, heard as (payload: unknown) => void)
}

/** Puts another program behind the page, in tests of pages; without one, the real choice is made again. */
export function useHost(other?: Host): void {
  host = other && Promise.resolve(other)
}

function theHost(): Promise<Host> {
  host ??= choose()
  return host
}

/** Tauri where there is a window; HTTP only in a build that names an address (`self` is where the page came from). */
async function choose(): Promise<Host> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./host/tauri')).tauriHost()
  if (import.meta.env.VITE_HTTP_HOST) {
    const address: string = import.meta.env.VITE_HTTP_HOST
    return (await import('./host/http')).httpHost(address === 'self' ? '' : address)
  }
  throw { kind: 'host_unreachable' }
}
