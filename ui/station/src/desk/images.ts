/** Pictures by their hash. What was prepared or read once in this window is not read again. */
import { call, type ImageRef, type ImageView } from '@shanyi/contract'
import { shallowReactive } from 'vue'
import { bytesWords } from './numbers'

/** Pictures kept at hand; the oldest go first. A page of an A4 sheet is 200 KB. */
const KEPT = 80

const urls = shallowReactive(new Map<string, string>())
const asked = new Set<string>()

/** Remembers a picture that is here already. */
export function remember(view: ImageView): ImageRef {
  urls.set(view.image.hash, view.url)
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

/** Pictures as thumbnails and the viewer show them. */
export function shown(images: readonly ImageRef[], name: string) {
  return images.map((image, i) => ({
    id: image.hash,
    name: images.length > 1 ? `${name} ${i + 1}` : name,
    url: urlOf(image.hash),
    kind: image.media === 'pdf' ? ('pdf' as const) : ('picture' as const),
    note: bytesWords(image.length),
  }))
}
