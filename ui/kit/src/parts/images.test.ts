import { expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { barriers, press, show } from '../test'
import { accepted, lineAt } from './drop'
import { length, type Stroke } from './strokes'
import SyDrop from './SyDrop.vue'
import SySignature from './SySignature.vue'
import SyThumbs from './SyThumbs.vue'
import SyViewer from './SyViewer.vue'

const images = [
  { id: 'a', name: '身份证 正面', url: 'a.png', note: '62 KB' },
  { id: 'b', name: '身份证 反面', url: 'b.png' },
  { id: 'c', name: '户口簿' },
]

test('thumbnails are buttons with names, and say what is still on its way', async () => {
  const thumbs = show(SyThumbs, { props: { images, at: 1 } })
  expect(thumbs.findAll('button').map((b) => b.attributes('aria-label'))).toEqual(['看大图：身份证 正面', '看大图：身份证 反面', '看大图：户口簿 正在传'])
  expect(thumbs.findAll('li')[2]?.text()).toBe('正在传')
  await thumbs.findAll('button')[2]?.trigger('click')
  expect(thumbs.emitted('open')).toEqual([[2]])
  expect(await barriers()).toEqual([])
})

test('keys zoom, turn and go through the images, round and round', async () => {
  const viewer = show(SyViewer, { props: { images, at: 0, 'onUpdate:at': (at: number) => viewer.setProps({ at }) } })
  await press('+')
  await press('r')
  expect(viewer.get('.sheet').attributes('style')).toContain('140%')
  expect(viewer.get('img').attributes('style')).toContain('rotate(90deg)')
  await press('ArrowRight')
  await nextTick()
  expect(viewer.get('img').attributes('alt')).toBe('身份证 反面')
  expect(viewer.get('img').attributes('style')).toContain('rotate(0deg)')
  await press('ArrowLeft')
  await press('ArrowLeft')
  await nextTick()
  expect(viewer.text()).toContain('正在传')
  expect(viewer.text()).toContain('第 3 张，共 3 张')
  expect(await barriers()).toEqual([])
})

test('an image that can’t be opened says so', async () => {
  const viewer = show(SyViewer, { props: { images } })
  await viewer.get('img').trigger('error')
  expect(viewer.text()).toContain('图打不开')
})

test('only what the desk can use is taken, and the rest is refused by name', async () => {
  expect(accepted({ name: 'a.JPG', type: '' })).toBe(true)
  expect(accepted({ name: 'a.heic', type: 'image/heic' })).toBe(false)
  const drop = show(SyDrop, { props: { line: 'photo', label: '一寸照片' } })
  const good = new File(['x'], '照片.jpg', { type: 'image/jpeg' })
  const bad = new File(['x'], '表.docx', { type: 'application/msword' })
  const event = new Event('drop', { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { files: [bad, good] } })
  drop.element.dispatchEvent(event)
  expect(event.defaultPrevented).toBe(true)
  expect(drop.emitted('files')).toEqual([[[good]]])
  expect(drop.emitted('refused')).toEqual([['表.docx 不能用：只收 JPEG、PNG 照片和 PDF']])
  expect(await barriers()).toEqual([])
})

test('a file chosen by button or key comes the same way, and may be chosen again', async () => {
  const drop = show(SyDrop, { props: { line: 'photo', label: '一寸照片', hotkey: 'O' } })
  const input = drop.get('input')
  const opened = vi.spyOn(input.element, 'click').mockImplementation(() => {})
  await press('o')
  expect(opened).toHaveBeenCalledOnce()
  const file = new File(['x'], '照片.png', { type: 'image/png' })
  Object.defineProperty(input.element, 'files', { value: [file], configurable: true })
  await input.trigger('change')
  expect(drop.emitted('files')).toEqual([[[file]]])
  expect(input.element.value).toBe('')
})

test('the line under a point of the page is known by its id', () => {
  const drop = show(SyDrop, { props: { line: 'photo', label: '一寸照片', over: true } })
  document.elementFromPoint = () => drop.get('button').element
  expect(lineAt(10, 10)).toBe('photo')
  document.elementFromPoint = () => document.body
  expect(lineAt(10, 10)).toBeUndefined()
  expect(drop.get('[role=status]').text()).toContain('一寸照片')
})

function pen(type: string, x: number, y: number): Event {
  const event = new Event(type, { bubbles: true })
  return Object.assign(event, { clientX: x, clientY: y, pointerId: 1, button: 0, pressure: 0, pointerType: 'pen' })
}

function pad() {
  // Nothing is drawn here: the strokes are what is looked at, the picture in the real browser.
  const signature = show(SySignature, { props: { label: '收件人签名' } })
  const canvas = signature.get('canvas').element
  canvas.getBoundingClientRect = () => ({ left: 0, top: 0, width: 200, height: 72 }) as DOMRect
  const stroke = (points: [number, number][]) => {
    points.forEach(([x, y], i) => canvas.dispatchEvent(pen(i === 0 ? 'pointerdown' : 'pointermove', x, y)))
    canvas.dispatchEvent(pen('pointerup', 0, 0))
  }
  return { signature, stroke, exposed: signature.vm as unknown as { isEmpty: () => boolean; undo: () => void; clear: () => void; strokes: readonly Stroke[]; toPngBlob: () => Promise<Blob | null> } }
}

test('strokes are kept as points in parts of the pad', () => {
  const { stroke, exposed, signature } = pad()
  expect(exposed.isEmpty()).toBe(true)
  stroke([[20, 36], [100, 36], [180, 72]])
  expect(exposed.strokes[0]?.map((p) => [p.x, p.y, p.press])).toEqual([[0.1, 0.5, 0.5], [0.5, 0.5, 0.5], [0.9, 1, 0.5]])
  expect(exposed.isEmpty()).toBe(false)
  expect(signature.emitted('change')).toHaveLength(1)
})

test('a dot is no signature, and gives no picture', async () => {
  const { stroke, exposed } = pad()
  stroke([[20, 36], [21, 36]])
  expect(exposed.isEmpty()).toBe(true)
  expect(await exposed.toPngBlob()).toBeNull()
})

test('the last stroke can be taken back, and all of them', async () => {
  const { stroke, exposed } = pad()
  stroke([[20, 36], [100, 36]])
  stroke([[20, 50], [100, 50]])
  exposed.undo()
  expect(exposed.strokes).toHaveLength(1)
  exposed.clear()
  expect(exposed.isEmpty()).toBe(true)
  expect(await barriers()).toEqual([])
})

test('the way of the pen is measured in widths of the pad', () => {
  const p = (x: number, y: number) => ({ x, y, at: 0, press: 0.5 })
  expect(length([[p(0, 0), p(0.3, 0)], [p(0, 0), p(0, 1)]], 0.4)).toBeCloseTo(0.7)
})
