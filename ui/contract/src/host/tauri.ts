/** The window's own program: one command of Tauri for all of the desk's, and one for those with bytes. */
import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Host } from './host'

/** Reaches the program through Tauri. */
export function tauriHost(): Host {
  return {
    call: (name, args) => invoke('call', { name, args: args ?? null }),
    upload: async (name, args, bytes) => invoke('upload', { token: await handOver(bytes), name, args: args ?? null }),
    window: (what, payload) => invoke(what, payload),
    listen: (event, heard) => listen(event, (message) => heard(message.payload)),
  }
}

/**
 * Gives bytes to the program (`src-tauri/src/handed.rs`); a call then names them by the token. Calls go through a frame
 * that looks through them (`src-tauri/isolation`), in which a photograph would be a list of as many numbers.
 */
async function handOver(bytes: Uint8Array): Promise<number> {
  const answer = await fetch(convertFileSrc('', 'handed'), { method: 'POST', body: bytes as Uint8Array<ArrayBuffer> })
  const said: unknown = await answer.json()
  if (!answer.ok) throw said
  return said as number
}
