/** The stations' PCs and one-time codes: read once and again whenever something changes, and what the county changes of them. */
import { computed, shallowRef, watch, type ShallowRef } from 'vue'
import { ask, type CodeRow, type CodeWish, type MadeCode, type PcRow, type StationView } from '../api/api'
import { useFresh } from '../desk/live'

/** How often the lists are read again while a code waits, milliseconds: a PC that joins is no change of any case, and is not told. */
const WAITING = 4_000

/** PCs, codes, and the ways to change something. A way that fails throws. */
export interface Pcs {
  /** Absent until they were read. */
  view: ShallowRef<{ codes: CodeRow[]; pcs: PcRow[]; stations: StationView[] } | null>
  trouble: ShallowRef<unknown>
  /** Makes a code. What it says is kept nowhere but where it is shown. */
  make: (wish: CodeWish) => Promise<MadeCode>
  withdraw: (code: number) => Promise<void>
  revoke: (pc: string, why: string) => Promise<void>
}

/** One for as long as the page is there. */
export function usePcs(): Pcs {
  const view: Pcs['view'] = shallowRef(null)
  const trouble = shallowRef<unknown>(null)

  async function read(): Promise<void> {
    try {
      const [codes, pcs, stations] = await Promise.all([ask('GET /api/codes', {}), ask('GET /api/devices', {}), ask('GET /api/stations', {})])
      view.value = { codes, pcs, stations }
      trouble.value = null
    } catch (reason) {
      trouble.value = reason
    }
  }
  useFresh(read)
  void read()
  const waits = computed(() => view.value?.codes.some((code) => code.state === 'good') ?? false)
  watch(waits, (yes, _, onCleanup) => {
    if (!yes) return
    const timer = setInterval(() => void read(), WAITING)
    onCleanup(() => clearInterval(timer))
  })

  return {
    view,
    trouble,
    async make(wish) {
      const made = await ask('POST /api/codes', { body: wish })
      void read()
      return made
    },
    async withdraw(code) {
      const codes = await ask('POST /api/codes/{id}/withdraw', { id: String(code) })
      if (view.value) view.value = { ...view.value, codes }
    },
    async revoke(pc, why) {
      const pcs = await ask('POST /api/devices/{id}/revoke', { id: pc, body: { why } })
      if (view.value) view.value = { ...view.value, pcs }
    },
  }
}

/** The stations that fit what is typed: by name, township or code. */
export function stationsFor(stations: readonly StationView[], typed: string): StationView[] {
  const word = typed.trim()
  return stations.filter((one) => [one.name, one.township, one.code].some((text) => text.includes(word)))
}

/** The rows that fit what is typed: by their station, their label, their block, or the words of their state. */
export function fitting<R extends { station: number; label: string }>(rows: readonly R[], stations: readonly StationView[], typed: string, more: (row: R) => string = () => ''): R[] {
  const word = typed.trim()
  if (!word) return [...rows]
  const at = new Set(stationsFor(stations, word).map((one) => one.id))
  return rows.filter((row) => at.has(row.station) || row.label.includes(word) || more(row).includes(word))
}

/** How the line of a QR code is drawn: a square of one for each dark place, in as few strokes as there are runs. */
export function qrPath(rows: readonly string[]): string {
  return rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`)).join('')
}

/** The bytes that a text in hexadecimal says. */
export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16))
}

/** The id of a PC whose place another took, as the server says so in its reason. */
export function successorOf(why: string | null): string | null {
  return /^replaced by ([0-9a-f]{32})$/.exec(why ?? '')?.[1] ?? null
}
