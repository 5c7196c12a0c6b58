/**
 * The one way from the pages to the program: `call(name, args)`, typed by the
 * generated command table. Nothing else in the workspace knows Tauri.
 */
import type { Commands } from '../generated/commands'
import { commandError } from './errors'
import { changedSinceFirst, firstOr } from './first'
import type { Host, Unlisten } from './host/host'
import { tauriHost } from './host/tauri'

export type * from '../generated/commands'
export { LIMITS } from '../generated/commands'
export { firstAnswersTaken } from './first'
export { CommandError, type AnyError, type DropError, type HostError, type PrintError } from './errors'
export type { Host, Unlisten } from './host/host'

/** Names of commands that come with the bytes of a file. */
export type BytesName = { [K in keyof Commands]: Commands[K] extends { bytes: true } ? K : never }[keyof Commands]
/** Names of all other commands. */
export type Name = Exclude<keyof Commands, BytesName>
/** What a command takes. */
export type Args<K extends keyof Commands> = Commands[K] extends { args: infer A } ? A : never
/** What a command gives. */
export type Result<K extends keyof Commands> = Commands[K] extends { result: infer R } ? R : never
/** A command that takes nothing is called with nothing. */
type ArgsOf<K extends keyof Commands> = keyof Args<K> extends symbol ? [args?: Record<string, never>] : [args: Args<K>]

/** What the program says of itself, and what happens to the window. */
export interface HostEvents {
  /** Something that screens show has changed: by a command, or by what came over the line. */
  changed: unknown
  /** The window is about to close; it waits a moment for `mayClose`. */
  closing: unknown
  /** Files fell on the window at a place in CSS pixels; each is read by its token with `callWithDropped`. */
  dropped: { files: { token: number; name: string }[]; x: number; y: number }
  /** Files are held over a place of the window, in CSS pixels, or no longer. */
  drag: { state: 'over'; x: number; y: number } | { state: 'leave' }
}

/** A sheet that is to be printed; all lengths in millimetres. */
export interface PrintedSheet {
  /** The kind of sheet: the printer is remembered under it. */
  name: string
  widthMm: number
  heightMm: number
  marginMm: { top: number; right: number; bottom: number; left: number }
}

/** What became of a sheet: the printer has it, the person closed the dialog, or only the dialog knows. */
export interface Printed {
  outcome: 'sent' | 'cancelled' | 'dialog'
}

let host: Promise<Host> | undefined

/** Carries out a command. Throws a `CommandError` when it is not carried out. */
export function call<K extends Name>(name: K, ...[args]: ArgsOf<K>): Promise<Result<K>> {
  const ask = (): Promise<unknown> => asked(name, (program) => program.call(name, args ?? {}))
  return (args ? ask() : firstOr(name, ask)) as Promise<Result<K>>
}

/** Carries out a command that comes with the bytes of a file. */
export function callWithBytes<K extends BytesName>(name: K, args: Args<K>, bytes: Uint8Array): Promise<Result<K>> {
  return asked(name, (program) => program.upload(name, args, bytes)) as Promise<Result<K>>
}

/** The same with the bytes of a file that was dropped on the window, known by its token. */
export function callWithDropped<K extends BytesName>(name: K, args: Args<K>, token: number): Promise<Result<K>> {
  return asked(name, (program) => program.window('upload_dropped', { token, name, args })) as Promise<Result<K>>
}

/** Prints the sheet at `#/paper/{route}`; `choose` asks for the printer in any case. */
export function print(route: string, choose = false): Promise<Printed> {
  return asked('print', (program) => program.window('print', { route, choose })) as Promise<Printed>
}

/** Called by the page of a sheet: it is complete and this large; `null` says that there is no such sheet. */
export async function paperReady(sheet: PrintedSheet | null): Promise<void> {
  await asked('paper_ready', (program) => program.window('paper_ready', { sheet }))
}

/** Whether the page was loaded again because it had broken off. True once for each time. */
export async function cameBack(): Promise<boolean> {
  return (await asked('came_back', (program) => program.window('came_back', {}))) === true
}

/** Called by the page when nothing that was typed is only on the screen any more: the window may go. */
export async function mayClose(): Promise<void> {
  await asked('may_close', (program) => program.window('may_close', {}))
}

/** Hears an event until the returned function is called. */
export async function listen<E extends keyof HostEvents>(event: E, heard: (payload: HostEvents[E]) => void): Promise<Unlisten> {
  const unlisten = await asked(event, (program) => program.listen(event, heard as (payload: unknown) => void))
  if (event === 'changed' && changedSinceFirst()) heard(undefined as HostEvents[E])
  return unlisten
}

/** Puts another program behind the page, in tests of pages; without one, the real choice is made again. */
export function useHost(other?: Host): void {
  host = other && Promise.resolve(other)
}

async function asked<T>(name: string, ask: (program: Host) => Promise<T>): Promise<T> {
  try {
    host ??= choose()
    return await ask(await host)
  } catch (reason) {
    throw commandError(name, reason)
  }
}

/** Tauri where there is a window; HTTP only in a build that names an address (`self` is where the page came from). */
async function choose(): Promise<Host> {
  if ('__TAURI_INTERNALS__' in window) return tauriHost()
  if (import.meta.env.VITE_HTTP_HOST) {
    const address: string = import.meta.env.VITE_HTTP_HOST
    return (await import('./host/http')).httpHost(address === 'self' ? '' : address)
  }
  throw { kind: 'host_unreachable' }
}
