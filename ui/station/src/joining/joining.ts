/** Joining: what is asked of the program, and what to do about what it says. */
import { call, callWithBytes, callWithDropped, type JoiningView } from '@shanyi/contract'
import { isClosedError } from '@shanyi/kit'

/** Milliseconds after which a line that broke is tried again by itself. */
export const AGAIN = 5000

/** What a scanner types of a code has the server in it. */
export const isTicket = (typed: string): boolean => /^\s*shanyi[:：]1[:：]/i.test(typed)

/** Asks with what was typed, or goes on with what was begun. */
export function join(server?: string, code?: string): Promise<JoiningView> {
  return call('join', { server: server ?? null, code: code ?? null })
}

/** How many letters and digits a code has. */
export const CODE_LENGTH = 10

/** How many of them stand in what was typed: blanks and dashes are none. */
export const countOf = (typed: string): number => [...typed.replace(/[\s\-_－＿\u2010-\u2015\u2212\u200b-\u200d\u2060\ufeff]/g, '')].length

/** An invitation in a file, chosen or dropped. */
export interface InvitationFile {
  name: string
  join: (code: string) => Promise<JoiningView>
}

/** No invitation is larger; a whole film is not read to find out. */
const LARGEST = 8 * 1024 * 1024

/** An invitation that was chosen. */
export const chosenFile = (file: File): InvitationFile => ({
  name: file.name,
  join: async (code) => callWithBytes('join_by_file', { code }, file.size > LARGEST ? new Uint8Array() : new Uint8Array(await file.arrayBuffer())),
})

/** One that was dropped on the window. */
export const droppedFile = ({ token, name }: { token: number; name: string }): InvitationFile => ({
  name,
  join: (code) => callWithDropped('join_by_file', { code }, token),
})

/** The line broke: nothing is lost, and it goes on by itself. */
export function mayPass(trouble: unknown): boolean {
  const closed = isClosedError(trouble) && isClosedError(trouble.closed) ? trouble.closed : trouble
  if (!isClosedError(closed) || closed.kind !== 'joining' || !isClosedError(closed.fault)) return false
  return closed.fault.kind === 'down' || closed.fault.kind === 'ailing'
}
