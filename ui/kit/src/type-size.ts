/** Type size: 100, 125 or 150 per cent; everything is measured in rem and goes along. */

/** The sizes that can be chosen. */
export type TypeSize = 100 | 125 | 150

/** Sets the size of the whole page. */
export function setTypeSize(size: TypeSize): void {
  if (size === 100) delete document.documentElement.dataset.type
  else document.documentElement.dataset.type = String(size)
}

/** Sets the page up for the township's desk: 16 px instead of the station's 18. */
export function townshipDesk(): void {
  document.documentElement.dataset.desk = 'township'
}
