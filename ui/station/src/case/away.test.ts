import { barriers } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import { awayDesk, stockedDesk } from '../test/stocked'
import { open } from '../test/window'

test('a case whose pictures have left says that they are at the township, and nobody looks for them here', async () => {
  const desk = awayDesk()
  const w = await open(desk, '#/case/case401')
  expect(w.text('pictures-away')).toContain('有 3 张图在乡里')
  expect(w.text('paper-id_card')).toContain('乡里')
  document.querySelector<HTMLElement>('[data-test=paper-id_card] .sy-thumbs button')?.click()
  await w.settle()
  expect(w.text('picture-away')).toContain('这张图在乡里')
  expect(desk.of('image')).toEqual([])
  expect(await barriers()).toEqual([])
})

test('the panel of the exchange says how many pictures were let go of, and nothing where none were', async () => {
  const before = await open(stockedDesk())
  await before.key('F9')
  expect(document.querySelector('[data-test=sync-let-go]')).toBeNull()
  await before.key('Escape')
  before.app.unmount()
  const w = await open(awayDesk())
  await w.key('F9')
  expect(w.text('sync-let-go')).toContain('12 张（3.2 MB）')
})
