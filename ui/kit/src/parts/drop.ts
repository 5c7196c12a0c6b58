/** What may be dropped, and where it was. */

const KINDS = new Set(['image/jpeg', 'image/png', 'application/pdf'])

/** Whether a file is of a kind the desk takes. The bytes are looked at again when it is prepared. */
export function accepted(file: { name: string; type: string }): boolean {
  return KINDS.has(file.type) || (file.type === '' && /\.(jpe?g|png|pdf)$/i.test(file.name))
}

/** The id of the line under a point of the page (CSS pixels), if there is one. */
export function lineAt(x: number, y: number): string | undefined {
  return document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-drop-line]')?.dataset.dropLine
}
