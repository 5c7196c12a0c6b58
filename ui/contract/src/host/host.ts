/** What a page needs of the program behind it, whichever way it is reached. */

/** Takes a listener away again. */
export type Unlisten = () => void

/** The program behind the page: the window's own, or one reached by HTTP in tests. */
export interface Host {
  /** Carries out a command of the desk. Rejects with the closed error as it came. */
  call(name: string, args: unknown): Promise<unknown>
  /** Carries out a command of the desk that comes with the bytes of a file. */
  upload(name: string, args: unknown, bytes: Uint8Array): Promise<unknown>
  /** Asks the window itself for something: to print, to read a dropped file. */
  window(what: string, payload: Record<string, unknown>): Promise<unknown>
  /** Hears what the program says of itself, and what is dropped on the window. */
  listen(event: string, heard: (payload: unknown) => void): Promise<Unlisten>
}

/** Beside a body of bytes the call itself travels in this header, as percent-encoded JSON: headers carry ASCII only. */
export const CALL_HEADER = 'x-shanyi-call'

/** A call as a header carries it. */
export function headerOf(name: string, args: unknown): string {
  return encodeURIComponent(JSON.stringify({ name, args: args ?? null }))
}
