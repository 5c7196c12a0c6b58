/** An image as thumbnails and the viewer show it. */
export interface ShownImage {
  id: string
  /** What it shows: "身份证 正面". */
  name: string
  /** Where its picture is; absent while it is still on its way. */
  url?: string
  /** Its picture is not here and does not come: the word on its tile, and what is said in its place. */
  away?: { tile: string; text: string }
  /** A small picture, where there is one. */
  thumb?: string
  kind?: 'picture' | 'pdf'
  /** A mark under the thumbnail: "86 KB", "乡里已收到". */
  note?: string
}
