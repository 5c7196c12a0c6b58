/** The frame that looks through what a page asks of the program: `src-tauri/isolation`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface Call {
  cmd: unknown
  callback: number
  error: number
  payload?: unknown
  options?: unknown
}

/** Its script, as a program with these commands has it. */
async function frame(commands: string[]): Promise<(call: Call) => Call> {
  const script = await readFile(join(import.meta.dirname, '../../../src-tauri/isolation/calls.js'), 'utf8')
  expect(script).toContain('[/* commands */]')
  const own = script.replace('/* commands */', commands.map((name) => `'${name}'`).join(', '))
  const window: { __TAURI_ISOLATION_HOOK__?: (call: Call) => Call } = {}
  new Function('window', own)(window)
  return window.__TAURI_ISOLATION_HOOK__!
}

const asked = (cmd: unknown, payload?: unknown): Call => ({ cmd, callback: 1, error: 2, payload })

test('the program’s own commands pass as they are, and bring no headers', async () => {
  const look = await frame(['call', 'may_close'])
  const payload = { name: 'today', args: { day: null, words: ['<script>'] } }
  expect(look({ ...asked('call', payload), options: { headers: { a: 'b' } } })).toEqual(asked('call', payload))
  expect(look(asked('may_close'))).toEqual(asked('may_close', {}))
})

test('of the events a page hears its own four, and no path of a file', async () => {
  const look = await frame(['call'])
  for (const event of ['changed', 'closing', 'dropped', 'drag']) {
    for (const cmd of ['plugin:event|listen', 'plugin:event|unlisten']) {
      expect(look(asked(cmd, { event })).cmd).toBe(cmd)
    }
  }
  for (const event of ['tauri://drag-drop', 'tauri://file-drop', '', undefined, ['changed'], { toString: () => 'changed' }]) {
    expect(look(asked('plugin:event|listen', { event })), String(event)).toEqual(asked('kept_back', {}))
  }
})

test('what is no call of a page is answered at once, by a command that there is not', async () => {
  const look = await frame(['call', 'upload'])
  for (const cmd of ['plugin:fs|read_file', 'plugin:event|emit', 'paper_ready', 'kept_back', '', 'toString', '__proto__', 'constructor', null, 7, ['call']]) {
    expect(look(asked(cmd, {})), String(cmd)).toEqual(asked('kept_back', {}))
  }
})

test('bytes, lists, odd objects and calls longer than any form go no further', async () => {
  const look = await frame(['call', 'upload'])
  class Odd {}
  for (const payload of [new Uint8Array(3), new ArrayBuffer(3), [1, 2], 'text', 7, null, new Map(), new Odd(), { name: 'x'.repeat(4_000_001) }]) {
    expect(look(asked('call', payload)), Object.prototype.toString.call(payload)).toEqual(asked('kept_back', {}))
  }
  expect(look(asked('call', { name: 'keep_draft', args: 'x'.repeat(1_000_000) })).cmd).toBe('call')
})
