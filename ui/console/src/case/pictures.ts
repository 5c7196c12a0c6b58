/** A case's images as the viewer shows them: every page of every paper, in the order of the list. */
import type { ShownImage } from '@shanyi/kit'
import { imageAddress, thumbnailAddress, type CaseView, type ImageView } from '../api/api'
import { bytesWords } from '../desk/numbers'
import type { Say } from '../desk/say'

/** An image and the paper that it shows. */
export interface Picture extends ShownImage {
  /** The paper's code. */
  material: string
  /** Where it can be opened by itself. */
  address: string
  /** Its bytes are still on their way; what is shown, if anything, is a small picture of it. */
  arriving: boolean
}

/** Every image of the papers; of a paper in several versions, those that the others have too. */
export function picturesOf(view: CaseView, say: Say): Picture[] {
  return view.materials.flatMap(({ listed, images }) => {
    const versions = view.disputes.filter((d) => d.field.kind === 'paper' && d.field.code === listed.code).flatMap((d) => d.versions)
    const others = versions.flatMap((v) => v.line?.images ?? []).filter((image, i, all) => ![...images, ...all.slice(0, i)].some((known) => known.hash === image.hash))
    const named = (image: ImageView, name: string, i: number): Picture => ({ ...shown(image, name, say), id: `${listed.code}.${i}.${image.hash}`, material: listed.code, address: imageAddress(image.hash), arriving: !image.complete })
    return [
      ...images.map((image, i) => named(image, images.length > 1 ? `${listed.name} ${i + 1}` : listed.name, i)),
      ...others.map((image, i) => named(image, say('case.dispute.image', { name: listed.name }), images.length + i)),
    ]
  })
}

/** One image; while its bytes are on their way a small picture of it, and how many are here. */
export function shown(image: ImageView, name: string, say: Say): ShownImage {
  const small = !image.complete && image.thumbnail
  return {
    id: image.hash,
    name,
    url: image.complete ? imageAddress(image.hash) : small ? thumbnailAddress(image.hash) : undefined,
    kind: image.media === 'pdf' ? 'pdf' : 'picture',
    note: noteOf(image, small, say),
  }
}

function noteOf(image: ImageView, small: boolean, say: Say): string {
  const facts = { have: bytesWords(image.have), total: bytesWords(image.length) }
  if (image.complete) return facts.total
  if (small) return say('case.imageSmall', { percent: Math.floor((image.have * 100) / Math.max(1, image.length)) })
  return say('case.imageArriving', facts)
}
