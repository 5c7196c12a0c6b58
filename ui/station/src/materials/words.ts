/** What is asked of a paper and what is here of it, in words. */
import type { ListedMaterial } from '@shanyi/contract'
import { bytesWords } from '../desk/numbers'
import type { Say } from '../desk/sync-words'
import { isEmpty, type Row } from './standing'

/** "要原件 1 份、复印件 1 份 · 公安机关发". */
export function askedWords(listed: ListedMaterial, say: Say): string {
  const parts = [
    listed.original ? say('materials.askedOriginals', { count: listed.original }) : '',
    listed.copies ? say('materials.askedCopies', { count: listed.copies }) : '',
  ].filter(Boolean)
  const asked = parts.length ? say('materials.asked', { what: parts.join(say('kit.comma')) }) : say('materials.askedNothing')
  const also = listed.electronic_ok ? say('materials.electronic') : ''
  return [asked, also, listed.issuer ? say('materials.issuer', { issuer: listed.issuer }) : ''].filter(Boolean).join(' · ')
}

/** "原件 1 份 · 图 2 张（86 KB）· 已与原件核对 · 还差复印件 1 份"; nothing where nothing is here. */
export function hereWords(row: Row, say: Say): string | undefined {
  const line = row.line
  if (!line || isEmpty(line)) return undefined
  const bytes = line.images.reduce((sum, image) => sum + image.length, 0)
  return [
    line.originals ? say('materials.hereOriginals', { count: line.originals }) : '',
    line.copies ? say('materials.hereCopies', { count: line.copies }) : '',
    line.images.length ? say('materials.hereImages', { count: line.images.length, size: bytesWords(bytes) }) : '',
    line.checked ? say('materials.hereChecked') : '',
    row.standing.kind === 'missing' ? stillWords(row.standing, say) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

function stillWords(missing: { originals: number; copies: number }, say: Say): string {
  const parts = [
    missing.originals ? say('materials.askedOriginals', { count: missing.originals }) : '',
    missing.copies ? say('materials.askedCopiesOrPictures', { count: missing.copies }) : '',
  ].filter(Boolean)
  return say('materials.still', { what: parts.join(say('kit.comma')) })
}
