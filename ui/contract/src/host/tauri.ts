/** The window's own program: one command of Tauri for all of the desk's, and one for those with bytes. */
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { CALL_HEADER, headerOf, type Host, type Unlisten } from './host'

/** Reaches the program through Tauri. */
export function tauriHost(): Host {
  return {
    call: (name, args) => invoke('call', { name, args: args ?? null }),
    upload: (name, args, bytes) => invoke('upload', bytes, { headers: { [CALL_HEADER]: headerOf(name, args) } }),
    window: (what, payload) => invoke(what, payload),
    listen: (event, heard) => (event === 'drag' ? listenToDrags(heard) : listen(event, (message) => heard(message.payload))),
  }
}

/** What Tauri tells while files are held over the window; the position is in the screen's own pixels. */
interface TauriDrag {
  position?: { x: number; y: number }
}

async function listenToDrags(heard: (payload: unknown) => void): Promise<Unlisten> {
  const over = ({ payload: { position } }: { payload: TauriDrag }) => {
    const fine = window.devicePixelRatio || 1
    if (position) heard({ state: 'over', x: position.x / fine, y: position.y / fine })
  }
  const leave = () => heard({ state: 'leave', x: -1, y: -1 })
  const stops = await Promise.all([
    listen<TauriDrag>('tauri://drag-enter', over),
    listen<TauriDrag>('tauri://drag-over', over),
    listen<TauriDrag>('tauri://drag-leave', leave),
    listen<TauriDrag>('tauri://drag-drop', leave),
  ])
  return () => stops.forEach((stop) => stop())
}
