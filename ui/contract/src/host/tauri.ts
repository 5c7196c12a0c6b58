/** The window's own program: one command of Tauri for all of the desk's, and one for those with bytes. */
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { CALL_HEADER, headerOf, type Host } from './host'

/** Reaches the program through Tauri. */
export function tauriHost(): Host {
  return {
    call: (name, args) => invoke('call', { name, args: args ?? null }),
    upload: (name, args, bytes) => invoke('upload', bytes, { headers: { [CALL_HEADER]: headerOf(name, args) } }),
    window: (what, payload) => invoke(what, payload),
    listen: (event, heard) => listen(event, (message) => heard(message.payload)),
  }
}
