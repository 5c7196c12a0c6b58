import { afterEach, expect, test, vi } from 'vitest'
import { ask, ConsoleFailure, imageAddress, signedOutBell } from './api'

afterEach(() => vi.unstubAllGlobals())

function server(answer: (address: string, init: RequestInit) => Response | Promise<Response>): { address: string; init: RequestInit }[] {
  const asked: { address: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    asked.push({ address, init })
    return answer(address, init)
  })
  return asked
}

test('what changes something says that it comes from these pages, what only looks does not', async () => {
  const asked = server(() => new Response('null'))
  await ask('POST /api/session', { body: { name: 'zheng', password: 'geheim' } })
  await ask('DELETE /api/session', {})
  await ask('GET /api/session', {})
  expect(asked.map((a) => (a.init.headers as Record<string, string>)['X-Shanyi'])).toEqual(['1', '1', undefined])
})

test('a page that nobody has touched for a while says so with what it asks, until somebody does', async () => {
  const asked = server(() => new Response('null'))
  vi.useFakeTimers({ now: Date.now() + 121_000 })
  try {
    await ask('GET /api/session', {})
    dispatchEvent(new Event('keydown'))
    await ask('GET /api/session', {})
  } finally {
    vi.useRealTimers()
  }
  expect(asked.map((a) => (a.init.headers as Record<string, string>)['X-Shanyi-Idle'])).toEqual(['1', undefined])
})

test('a password stands in the body alone', async () => {
  const asked = server(() => new Response('null'))
  await ask('POST /api/session', { body: { name: 'zheng', password: 'geheim' } })
  expect(asked[0]?.address).toBe('/api/session')
  expect(asked[0]?.init.body).toBe('{"name":"zheng","password":"geheim"}')
})

test('an id is written into the address so that nothing breaks out of its place', async () => {
  const asked = server(() => new Response('{}'))
  await ask('POST /api/cases/{id}/identity', { id: 'a/../b' })
  await ask('GET /api/changes', { query: { after: 3 } })
  expect(asked.map((a) => a.address)).toEqual(['/api/cases/a%2F..%2Fb/identity', '/api/changes?after=3'])
  expect(imageAddress('a/b')).toBe('/api/images/a%2Fb')
})

test('what is searched for stands in the body alone: it may be an identity number', async () => {
  const asked = server(() => new Response('{}'))
  await ask('POST /api/cases/search', { body: { queue: 'all', words: '雷 331123195903082863', after: null, rows: 50 } })
  expect(asked[0]?.address).toBe('/api/cases/search')
  expect(asked[0]?.init.body).toContain('331123195903082863')
})

test('a refusal is thrown with its kind and its facts', async () => {
  server(() => new Response('{"kind":"invalid","field":"reason","fault":"empty"}', { status: 422 }))
  const thrown = await ask('GET /api/session', {}).catch((reason: unknown) => reason)
  expect(thrown).toBeInstanceOf(ConsoleFailure)
  expect((thrown as ConsoleFailure).closed).toEqual({ kind: 'invalid', field: 'reason', fault: 'empty' })
})

test('a server that is gone, one that talks nonsense and one that refuses are told apart', async () => {
  server(() => Promise.reject(new TypeError('fetch failed')))
  await expect(ask('GET /api/session', {})).rejects.toMatchObject({ kind: 'unreachable' })
  server(() => new Response('<html>', { status: 502 }))
  await expect(ask('GET /api/session', {})).rejects.toMatchObject({ kind: 'bad_answer' })
  server(() => new Response('"no"', { status: 500 }))
  await expect(ask('GET /api/session', {})).rejects.toMatchObject({ kind: 'bad_answer' })
})

test('whoever is signed out hears of it wherever it was noticed', async () => {
  server(() => new Response('{"kind":"signed_out"}', { status: 401 }))
  const heard = vi.fn()
  signedOutBell.addEventListener('signed-out', heard, { once: true })
  await expect(ask('GET /api/stations', {})).rejects.toMatchObject({ kind: 'signed_out' })
  expect(heard).toHaveBeenCalledOnce()
})

test('a request that is given up is no trouble of the line', async () => {
  const stop = new AbortController()
  server((_, init) => new Promise((_done, fail) => init.signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError')))))
  const asked = ask('GET /api/changes', { query: { after: 3 }, signal: stop.signal })
  stop.abort()
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
})
