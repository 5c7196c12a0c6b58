/** What a person can still read of a form that this program can't put back into its fields. */
import type { ImageRef } from '@shanyi/contract'
import { isRecord } from './shape'

/** What is no word of the operator's. */
const INNER = new Set(['shape', 'focus', 'step', 'at', 'state', 'item', 'hash', 'length', 'media', 'strokes', 'touched', 'who', 'what', 'channel', 'relation', 'material'])

/** Every word and number in it, one a line, each behind the name of its field. */
export function wordsIn(content: unknown, nameOf: (key: string) => string): string {
  return [...lines(content, '', nameOf)].join('\n')
}

function* lines(value: unknown, key: string, nameOf: (key: string) => string): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') {
    if (value !== '') yield key ? `${nameOf(key)}：${value}` : String(value)
  } else if (Array.isArray(value)) {
    for (const each of value) yield* lines(each, key, nameOf)
  } else if (isRecord(value)) {
    for (const [k, each] of Object.entries(value)) if (!INNER.has(k)) yield* lines(each, k, nameOf)
  }
}

/** Every picture in it. */
export function imagesIn(value: unknown): ImageRef[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn)
  if (!isRecord(value)) return []
  const { hash, length, media } = value
  if (typeof hash === 'string' && typeof length === 'number' && typeof media === 'string') return [value as unknown as ImageRef]
  return Object.values(value).flatMap(imagesIn)
}
