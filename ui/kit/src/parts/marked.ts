/** Characters of a text that are marked, as they are found. */

/** From a place to the one behind it, in UTF-16 code units, which is what a string is sliced by. */
export interface Span {
  from: number
  to: number
}

/** A piece of a text, marked or not. */
export interface Piece {
  text: string
  marked: boolean
}

/** A text cut where marks begin and end. Spans may overlap, touch, come in any order, or reach beyond the text. */
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  const cut: Piece[] = []
  let done = 0
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const start = Math.max(from, done)
    const end = Math.min(to, text.length)
    if (end <= start) continue
    if (start > done) cut.push({ text: text.slice(done, start), marked: false })
    const last = cut.at(-1)
    if (last?.marked) last.text += text.slice(start, end)
    else cut.push({ text: text.slice(start, end), marked: true })
    done = end
  }
  if (done < text.length) cut.push({ text: text.slice(done), marked: false })
  return cut
}
