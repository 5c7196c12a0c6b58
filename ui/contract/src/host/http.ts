/** A program reached by HTTP: for tests that drive the same pages in a browser. Not in what users install. */
import { CALL_HEADER, headerOf, type Host } from './host'

/** Reaches the program at this address; an empty one is where the page came from. */
export function httpHost(base: string): Host {
  const json = { 'content-type': 'application/json' }
  let events: EventSource | undefined
  return {
    call: (name, args) => post(`${base}/call/${name}`, json, JSON.stringify(args ?? null)),
    upload: (name, args, bytes) =>
      post(`${base}/upload`, { 'content-type': 'application/octet-stream', [CALL_HEADER]: headerOf(name, args) }, bytes as Uint8Array<ArrayBuffer>),
    window: (what, payload) => post(`${base}/window/${what}`, json, JSON.stringify(payload)),
    async listen(event, heard) {
      const source = (events ??= new EventSource(`${base}/events`))
      const take = (message: Event) => heard(JSON.parse((message as MessageEvent<string>).data || 'null'))
      source.addEventListener(event, take)
      return () => source.removeEventListener(event, take)
    },
  }
}

async function post(url: string, headers: Record<string, string>, body: BodyInit): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', headers, body })
  const text = await response.text()
  let answer: unknown
  try {
    answer = text === '' ? null : JSON.parse(text)
  } catch {
    throw { kind: 'bad_answer', name: url }
  }
  if (!response.ok) throw answer
  return answer
}
