/** Joining: what is asked of the program, and what to do about what it says. */
import { call, callWithBytes, type JoiningView } from '@shanyi/contract'
import { isClosedError } from '@shanyi/kit'

/** Milliseconds after which a line that broke is tried again by itself. */
export const AGAIN = 5000

/** What a scanner types of a code has the server in it. */
export const isTicket = (typed: string): boolean => /^\s*shanyi[:：]1[:：]/i.test(typed)

/** Asks with what was typed, or goes on with what was begun. */
export function join(server?: string, code?: string): Promise<JoiningView> {
  return call('join', { server: server ?? null, code: code ?? null })
}

/** Joins by an invitation that came in a file. */
export async function joinByFile(code: string, file: File): Promise<JoiningView> {
  return callWithBytes('join_by_file', { code }, new Uint8Array(await file.arrayBuffer()))
}

/** The line broke: nothing is lost, and it goes on by itself. */
export function mayPass(trouble: unknown): boolean {
  const closed = isClosedError(trouble) && isClosedError(trouble.closed) ? trouble.closed : trouble
  if (!isClosedError(closed) || closed.kind !== 'joining' || !isClosedError(closed.fault)) return false
  return closed.fault.kind === 'down' || closed.fault.kind === 'ailing'
}
