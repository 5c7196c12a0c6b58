/** Pictures by their hash. What was prepared or read once in this window is not read again. */
import { call, type ImageProgressView, type ImageRef, type ImageView } from '@shanyi/contract'
import type { ShownImage } from '@shanyi/kit'
import { shallowReactive } from 'vue'
import { bytesWords } from './numbers'

/** Pictures kept at hand; the oldest go first. A page of an A4 sheet is 200 KB. */
const KEPT = 80

const urls = shallowReactive(new Map<string, string>())
const asked = new Set<string>()
/** Those whose bytes are not on this PC, and that the township has whole. */
const away = shallowReactive(new Set<string>())

/** Takes over what a case says of its pictures: nobody looks here for those that are at the township. */
export function noteAway(images: readonly ImageProgressView[]): void {
  for (const image of images) {
    if (image.complete && !image.here) away.add(image.hash)
    else away.delete(image.hash)
  }
}

/** Remembers a picture that is here already. */
export function remember(view: ImageView): ImageRef {
  urls.set(view.image.hash, view.url)
  away.delete(view.image.hash)
  for (const hash of urls.keys()) {
    if (urls.size <= KEPT) break
    urls.delete(hash)
    asked.delete(hash)
  }
  return view.image
}

/** Where a picture is; nothing while it is being read, or when it can't be. */
export function urlOf(hash: string): string | undefined {
  const url = urls.get(hash)
  if (url === undefined && !asked.has(hash)) {
    asked.add(hash)
    // What is not here now may have arrived by the next look at the page.
    call('image', { hash }).then(remember, () => asked.delete(hash))
  }
  return url
}

/** Pictures as thumbnails and the viewer show them. `say` gives the words for one that is not here. */
export function shown(images: readonly ImageRef[], name: string, say: (key: string) => string): ShownImage[] {
  return images.map((image, i) => {
    const gone = away.has(image.hash)
    return {
      id: image.hash,
      name: images.length > 1 ? `${name} ${i + 1}` : name,
      ...(gone ? { away: { tile: say('materials.away.tile'), text: say('materials.away.text') } } : { url: urlOf(image.hash) }),
      kind: image.media === 'pdf' ? ('pdf' as const) : ('picture' as const),
      note: bytesWords(image.length),
    }
  })
}
