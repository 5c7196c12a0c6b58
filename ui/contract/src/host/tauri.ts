/** The window's own program: one command of Tauri for all of the desk's, and one for those with bytes. */
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { ARGS_HEADER, headerOf, NAME_HEADER, type Host } from './host'

/** What Tauri tells while files are held over the window or dropped; the position is in the screen's own pixels. */
interface TauriDrag {
  paths?: string[]
  position?: { x: number; y: number }
}

const DRAGS = [
  ['over', 'tauri://drag-enter'],
  ['over', 'tauri://drag-over'],
  ['drop', 'tauri://drag-drop'],
  ['leave', 'tauri://drag-leave'],
] as const

/** Reaches the program through Tauri. */
export function tauriHost(): Host {
  return {
    call: (name, args) => invoke('call', { name, args: args ?? null }),
    callWithBytes: (name, args, bytes) => invoke('call_with_bytes', bytes, { headers: { [NAME_HEADER]: name, [ARGS_HEADER]: headerOf(args) } }),
    async listen(event, heard) {
      if (event !== 'drag') return listen(event, (message) => heard(message.payload))
      const stops = await Promise.all(
        DRAGS.map(([state, name]) => listen<TauriDrag>(name, ({ payload }) => heard(dragOf(state, payload)))),
      )
      return () => stops.forEach((stop) => stop())
    },
  }
}

function dragOf(state: 'over' | 'drop' | 'leave', { paths = [], position }: TauriDrag) {
  const fine = window.devicePixelRatio || 1
  return { state, paths, x: (position?.x ?? -1) / fine, y: (position?.y ?? -1) / fine }
}
