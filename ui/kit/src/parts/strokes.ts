/** A signature as pen strokes: points in parts of the pad's width and height, so that it can be drawn again in any size. */

/** One point of the pen. */
export interface PenPoint {
  /** From the left, 0 to 1. */
  x: number
  /** From the top, 0 to 1. */
  y: number
  /** Milliseconds since the first point of the signature. */
  at: number
  /** Pressure, 0 to 1; 0.5 where the device has none. */
  press: number
}

/** From pen down to pen up. */
export type Stroke = readonly PenPoint[]

/** A dot or a twitch is no signature: the pen has to have gone this far, in widths of the pad. */
export const SHORTEST = 0.05

/** How far the pen went in all, in widths of the pad (`ratio` is height by width). */
export function length(strokes: readonly Stroke[], ratio: number): number {
  let sum = 0
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i += 1) {
      const [a, b] = [stroke[i - 1], stroke[i]]
      if (a && b) sum += Math.hypot(b.x - a.x, (b.y - a.y) * ratio)
    }
  }
  return sum
}

/** Draws strokes in ink onto a surface of this size. */
export function draw(pen: CanvasRenderingContext2D, strokes: readonly Stroke[], width: number, height: number): void {
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  pen.strokeStyle = '#10201a'
  pen.fillStyle = '#10201a'
  const thick = width / 180
  for (const stroke of strokes) {
    const first = stroke[0]
    if (!first) continue
    if (stroke.length === 1) {
      pen.beginPath()
      pen.arc(first.x * width, first.y * height, thick / 2, 0, Math.PI * 2)
      pen.fill()
      continue
    }
    for (let i = 1; i < stroke.length; i += 1) {
      const [a, b] = [stroke[i - 1], stroke[i]]
      if (!a || !b) continue
      pen.beginPath()
      pen.lineWidth = thick * (0.6 + 0.8 * b.press)
      pen.moveTo(a.x * width, a.y * height)
      pen.lineTo(b.x * width, b.y * height)
      pen.stroke()
    }
  }
}
