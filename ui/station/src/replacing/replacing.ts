/** Taking the place of a broken PC: what is asked of the program. */
import { call, callWithBytes, type OpenedCopyView, type ReplacingStep } from '@shanyi/contract'

/** Milliseconds after which it is asked again how far it is. */
export const ASK = 400

/** Opens the copies of a folder, by the recovery code or by the township's file with its code. */
export async function openCopies(folder: string, code: string, file: File | null): Promise<OpenedCopyView> {
  if (!file) return call('open_copies', { folder, code })
  return callWithBytes('open_copies_by_file', { folder, code }, new Uint8Array(await file.arrayBuffer()))
}

/** How much of a step is done, of 100; absent where nobody can know. */
export function share(step: ReplacingStep): number | undefined {
  if (step.kind === 'cases' || step.of === 0) return undefined
  return Math.floor((100 * step.done) / step.of)
}
