import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { call, callWithBytes, callWithDropped, CommandError, firstAnswersTaken, listen, paperReady, print, useHost } from './index'
import { httpHost } from './host/http'

const ui = join(import.meta.dirname, '..', '..')

beforeEach(() => useHost())
afterEach(() => {
  delete (window as { __TAURI_INTERNALS__?: unknown }).__TAURI_INTERNALS__
  delete window.shanyiFirst
  vi.unstubAllGlobals()
})

/** Stands in for the window's program, at the door where Tauri's own package knocks. */
function window_(invoke: (command: string, args: unknown) => unknown): void {
  const callbacks = new Map<number, (data: unknown) => void>()
  ;(window as { __TAURI_INTERNALS__?: unknown }).__TAURI_INTERNALS__ = {
    invoke: async (command: string, args: unknown) => invoke(command, args),
    convertFileSrc: (path: string, scheme: string) => `${scheme}://localhost/${path}`,
    transformCallback: (heard: (data: unknown) => void) => {
      callbacks.set(callbacks.size + 1, heard)
      return callbacks.size
    },
    callbacks,
  }
}

/** Stands in for the program where bytes are handed over. */
function handing(answer: Response) {
  const sent = vi.fn().mockResolvedValue(answer)
  vi.stubGlobal('fetch', sent)
  return sent
}

test('in the window every command goes through the one called "call"', async () => {
  const seen: unknown[] = []
  window_((command, args) => {
    seen.push([command, args])
    return []
  })
  expect(await call('find_items', { text: '老年' })).toEqual([])
  await call('drafts')
  expect(seen).toEqual([['call', { name: 'find_items', args: { text: '老年' } }], ['call', { name: 'drafts', args: {} }]])
})

test('bytes go to the program beside the calls, and a call names them by their token', async () => {
  const seen: unknown[] = []
  window_((command, args) => {
    seen.push([command, args])
    return null
  })
  const bytes = new Uint8Array([0xff, 0xd8, 0xff])
  const sent = handing(Response.json(41))
  await callWithBytes('prepare_picture', { of: '户口簿' as never }, bytes)
  expect(sent).toHaveBeenCalledExactlyOnceWith('handed://localhost/', { method: 'POST', body: bytes })
  expect(seen).toEqual([['upload', { token: 41, name: 'prepare_picture', args: { of: '户口簿' } }]])
})

test('bytes that are not taken are an error of their own, and no call follows', async () => {
  const called = vi.fn()
  window_(called)
  handing(Response.json({ kind: 'picture', fault: { kind: 'too_large' } }, { status: 413 }))
  await expect(callWithBytes('prepare_picture', { of: 'sheet' }, new Uint8Array(1))).rejects.toMatchObject({ kind: 'picture', fault: { kind: 'too_large' } })
  handing(new Response(null, { status: 403 }))
  await expect(callWithBytes('prepare_picture', { of: 'sheet' }, new Uint8Array(1))).rejects.toMatchObject({ kind: 'bad_answer' })
  expect(called).not.toHaveBeenCalled()
})

test('what the window asked before the page was there is not asked again, until the page stands', async () => {
  const seen: unknown[] = []
  window_((_, args) => {
    seen.push((args as { name: string }).name)
    return 'asked now'
  })
  const answers = Promise.resolve({ station: { answer: { name: '五星村服务站' } }, health: { refusal: { kind: 'no_case' } } })
  window.shanyiFirst = { changed: false, answers }
  const [station, again, health, drafts] = [call('station'), call('station'), call('health'), call('drafts')]
  // Not even these wait for what they find: the page goes on at once.
  firstAnswersTaken()
  expect(await station).toEqual({ name: '五星村服务站' })
  expect(await again).toEqual({ name: '五星村服务站' })
  const refused = await health.catch((e: unknown) => e)
  expect(refused).toBeInstanceOf(CommandError)
  expect(refused).toMatchObject({ kind: 'no_case' })
  expect(await drafts).toBe('asked now')
  expect(await call('station')).toBe('asked now')
  expect(seen).toEqual(['drafts', 'station'])
})

test('first questions that failed are asked again', async () => {
  window_(() => 'asked now')
  window.shanyiFirst = { changed: false, answers: Promise.reject(new Error('the page was loaded anew')) }
  expect(await call('today')).toBe('asked now')
})

test('what changed between the first answers and the first listening is heard', async () => {
  window_(() => 1)
  const heard = vi.fn()
  window.shanyiFirst = { changed: false }
  await listen('changed', heard)
  expect(heard).not.toHaveBeenCalled()
  window.shanyiFirst = { changed: true }
  await listen('changed', heard)
  expect(heard).toHaveBeenCalledOnce()
})

test('a dropped file is named by its token, its bytes never come to the page', async () => {
  const seen: unknown[] = []
  window_((command, args) => {
    seen.push([command, args])
    throw { kind: 'not_readable', name: '身份证.jpg' }
  })
  await expect(callWithDropped('prepare_picture', { of: 'id_side' }, 7)).rejects.toMatchObject({ kind: 'not_readable', name: '身份证.jpg' })
  expect(seen).toEqual([['upload_dropped', { token: 7, name: 'prepare_picture', args: { of: 'id_side' } }]])
})

test('a sheet is printed by its route, and says itself when it is complete', async () => {
  const seen: unknown[] = []
  window_((command, args) => {
    seen.push([command, args])
    return { outcome: 'sent' }
  })
  expect(await print('receipt/abc')).toEqual({ outcome: 'sent' })
  await paperReady({ name: 'receipt', widthMm: 210, heightMm: 297, marginMm: { top: 14, right: 16, bottom: 14, left: 16 } })
  await paperReady(null)
  expect(seen).toEqual([
    ['print', { route: 'receipt/abc', choose: false }],
    ['paper_ready', { sheet: { name: 'receipt', widthMm: 210, heightMm: 297, marginMm: { top: 14, right: 16, bottom: 14, left: 16 } } }],
    ['paper_ready', { sheet: null }],
  ])
})

test('an error of the program is thrown with its kind and its facts', async () => {
  window_(() => {
    throw { kind: 'not_now', state: 'closed' }
  })
  const thrown = await call('withdraw', { case: 'a', reason: '不办了', draft: null }).catch((e: unknown) => e)
  expect(thrown).toBeInstanceOf(CommandError)
  expect(thrown).toMatchObject({ kind: 'not_now', state: 'closed' })
})

test('an answer that is no closed error is named as one', async () => {
  window_(() => {
    throw 'command call not allowed'
  })
  await expect(call('today')).rejects.toMatchObject({ kind: 'bad_answer', name: 'today' })
})

test('without a window and without an address there is no program', async () => {
  await expect(call('today')).rejects.toMatchObject({ kind: 'host_unreachable' })
})

test('by HTTP a command is a POST, and its error has the same form', async () => {
  const asked: { url: string; method?: string; body?: unknown }[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push({ url, method: init.method, body: init.body })
    if (url.endsWith('/call/today')) return new Response('{"rows":[]}')
    return new Response('{"kind":"no_case"}', { status: 422 })
  })
  useHost(httpHost('http://127.0.0.1:1'))
  expect(await call('today')).toEqual({ rows: [] })
  expect(asked[0]).toEqual({ url: 'http://127.0.0.1:1/call/today', method: 'POST', body: '{}' })
  await expect(call('case', { case: 'x' })).rejects.toMatchObject({ kind: 'no_case' })
})

test('a program that is gone is told apart from one that refuses', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('fetch failed')
  })
  useHost(httpHost(''))
  await expect(call('today')).rejects.toMatchObject({ kind: 'host_unreachable' })
})

test('an answer that is no JSON is named', async () => {
  vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
  useHost(httpHost(''))
  await expect(call('today')).rejects.toMatchObject({ kind: 'bad_answer' })
})

test('events by HTTP come as server-sent events and stop when asked', async () => {
  const sources: EventTarget[] = []
  vi.stubGlobal('EventSource', class extends EventTarget {
    constructor(readonly url: string) {
      super()
      sources.push(this)
    }
  })
  useHost(httpHost(''))
  const heard: unknown[] = []
  const stop = await listen('changed', (payload) => heard.push(payload))
  sources[0]?.dispatchEvent(new MessageEvent('changed', { data: '{"case":"a"}' }))
  stop()
  sources[0]?.dispatchEvent(new MessageEvent('changed', { data: '{"case":"b"}' }))
  expect(heard).toEqual([{ case: 'a' }])
})

test('nothing but the contract knows Tauri', async () => {
  const offenders: string[] = []
  for (const folder of ['kit', 'paper', 'station', 'console', 'contract']) {
    for (const entry of await readdir(join(ui, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || !/\.(ts|vue|mjs|js)$/.test(entry.name) || /node_modules|[\\/]dist[\\/]/.test(path)) continue
      if (path.includes(join('contract', 'src'))) continue
      if (/@tauri-apps|__TAURI/.test(await readFile(path, 'utf8'))) offenders.push(path.slice(ui.length + 1))
    }
  }
  expect(offenders).toEqual([])
})

test('a build without an address has no way to talk HTTP', async () => {
  const { build } = await import('vite')
  const { page } = await import('../../vite.shared.ts')
  const built = async (address: string) => {
    const config = page()
    const output = await build({
      ...config,
      configFile: false,
      logLevel: 'silent',
      define: { ...config.define, 'import.meta.env.VITE_HTTP_HOST': JSON.stringify(address) },
      build: { ...config.build, write: false, rollupOptions: { input: join(ui, 'contract', 'src', 'index.ts'), preserveEntrySignatures: 'strict' } },
    })
    const chunks = (Array.isArray(output) ? output : [output]).flatMap((o) => ('output' in o ? o.output : []))
    return chunks.map((c) => (c.type === 'chunk' ? c.code : '')).join('')
  }
  expect(await built('self')).toContain('EventSource')
  expect(await built('')).not.toContain('EventSource')
})
