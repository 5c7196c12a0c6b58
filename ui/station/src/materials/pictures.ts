/** Pictures on their way into a line: prepared by the desk below their budget, then part of the line. */
import { callWithBytes, type ImageRef, type ImageView, type ListedMaterial, type PictureOf } from '@shanyi/contract'
import { reactive } from 'vue'
import { remember } from '../desk/images'

/** What a paper is pictured as: small cards have a smaller budget. */
export function pictureOf(listed: ListedMaterial): PictureOf {
  return listed.kind === 'id_card' || listed.kind === 'bank_card' ? 'id_side' : 'sheet'
}

/** A picture that could not be used, and why. */
export interface Refused {
  name: string
  error: unknown
}

/** Something that gives a picture: a chosen file, or one that was dropped on the window. */
export interface Source {
  name: string
  prepare: (of: PictureOf) => Promise<ImageView>
}

/** A file of the page as a source. */
export function fromFile(file: File): Source {
  return {
    name: file.name,
    prepare: async (of) => callWithBytes('prepare_picture', { of }, new Uint8Array(await file.arrayBuffer())),
  }
}

/** The pictures of one form that are being prepared. */
export function usePictures(attach: (code: string, image: ImageRef) => void) {
  const busy = reactive<Record<string, number>>({})
  const refused = reactive<Record<string, Refused[]>>({})
  const running = new Set<Promise<void>>()

  async function one(listed: ListedMaterial, source: Source): Promise<void> {
    const { code } = listed
    busy[code] = (busy[code] ?? 0) + 1
    try {
      attach(code, remember(await source.prepare(pictureOf(listed))))
    } catch (error) {
      refused[code] = [...(refused[code] ?? []), { name: source.name, error }]
    }
    busy[code] -= 1
  }

  /** Takes pictures for a line, in the order they were given. */
  function take(listed: ListedMaterial, sources: readonly Source[]): Promise<void> {
    delete refused[listed.code]
    const all = sources.reduce((before, source) => before.then(() => one(listed, source)), Promise.resolve())
    const tracked = all.finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }

  return {
    /** How many of a line are being prepared. */
    busy,
    /** What of a line could not be used. */
    refused,
    take,
    /** Waits until all are part of their lines. */
    settled: async () => {
      while (running.size) await Promise.all(running)
    },
  }
}
