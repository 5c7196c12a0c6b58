/** What a page needs of the program behind it, whichever way it is reached. */

/** Takes a listener away again. */
export type Unlisten = () => void

/** The program behind the page: the window's own, or one reached by HTTP in tests. */
export interface Host {
  /** Carries out a command. Rejects with the closed error as it came. */
  call(name: string, args: unknown): Promise<unknown>
  /** Carries out a command that comes with the bytes of a file. */
  callWithBytes(name: string, args: unknown, bytes: Uint8Array): Promise<unknown>
  /** Hears what the program says of itself, and what is dropped on the window. */
  listen(event: string, heard: (payload: unknown) => void): Promise<Unlisten>
}

/** Arguments beside a body of bytes travel in this header, as percent-encoded JSON: headers carry ASCII only. */
export const ARGS_HEADER = 'x-shanyi-args'

/** The command's name beside a body of bytes, where there is no path to carry it. */
export const NAME_HEADER = 'x-shanyi-name'

/** Arguments as a header carries them. */
export function headerOf(args: unknown): string {
  return encodeURIComponent(JSON.stringify(args ?? null))
}
