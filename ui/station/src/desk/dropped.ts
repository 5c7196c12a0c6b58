/**
 * Files dropped on the window. In the station's window they come from outside
 * the page, with their place; in a browser the line under them hears of them
 * itself.
 */
import { callWithDropped, listen, type Unlisten } from '@shanyi/contract'
import { onScopeDispose, readonly, ref } from 'vue'
import type { Source } from '../materials/pictures'

/** What is to be done with files over the page, and when they fall. */
export interface Drops {
  /** Files are held here (CSS pixels); -1 when they are gone. */
  over?: (x: number, y: number) => void
  /** Files fell here. */
  drop: (x: number, y: number, sources: Source[]) => void
}

/** How many parts of the page take dropped files. */
let takers = 0
const stray = ref('')

/** The first file of those that fell where nothing takes any; empty once something does, or the next page is there. */
export const strayFile = readonly(stray)

/** Forgets what fell where nothing takes it. */
export function forgetStray(): void {
  stray.value = ''
}

/** Notes files that fall where nothing takes them, as long as the component lives. */
export function useStrayFiles(): void {
  let stop: Unlisten | undefined
  listen('dropped', ({ files }) => (stray.value = takers ? '' : (files[0]?.name ?? ''))).then(
    (end) => (stop = end),
    () => undefined,
  )
  onScopeDispose(() => stop?.())
}

/** Takes what falls as long as the component lives; gives what keeps a listening until then. */
function taker(): (listening: Promise<Unlisten>) => void {
  const stops: Unlisten[] = []
  let gone = false
  takers += 1
  forgetStray()
  onScopeDispose(() => {
    gone = true
    takers -= 1
    stops.forEach((stop) => stop())
  })
  return (listening) =>
    void listening.then(
      (end) => void (gone ? end() : stops.push(end)),
      () => {
        // Without such a window nothing falls from outside the page; the lines still take files themselves.
      },
    )
}

/** Hears of dropped files as long as the component lives. */
export function useDroppedFiles({ over, drop }: Drops): void {
  const keep = taker()
  keep(
    listen('dropped', ({ files, x, y }) => {
      over?.(-1, -1)
      drop(x, y, files.map(({ token, name }) => ({ name, prepare: (of) => callWithDropped('prepare_picture', { of }, token) })))
    }),
  )
  if (over) keep(listen('drag', (drag) => (drag.state === 'over' ? over(drag.x, drag.y) : over(-1, -1))))
}

/** Hears of the first of the files that fall anywhere on the window, as long as the component lives. */
export function useDroppedFile(take: (file: { token: number; name: string }) => void): void {
  taker()(listen('dropped', ({ files }) => files[0] && take(files[0])))
}
