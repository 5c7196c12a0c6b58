// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, serve } from './browser.mjs'

const here = import.meta.dirname
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let site: Awaited<ReturnType<typeof serve>>
let browser: Awaited<ReturnType<typeof launch>>

beforeAll(async () => {
  const outDir = join(here, 'dist', 'test')
  await build({ root: here, configFile: join(here, 'vite.config.ts'), logLevel: 'error', build: { outDir, emptyOutDir: true } })
  site = await serve(outDir)
  browser = await launch(process.env.CHROMIUM)
}, 60_000)
afterAll(async () => {
  await browser?.close()
  site?.close()
})

type Page = Awaited<ReturnType<typeof browser.open>>
const open = (query: string, size = { width: 1366, height: 768 }): Promise<Page> => browser.open(`${site.base}/?${query}`, size)

/** Asks the page until it answers with something true. */
async function until<T>(page: Page, expression: string): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await page.eval(expression)
    if (answer) return answer as T
    await page.eval('new Promise((done) => setTimeout(done, 20))')
  }
  throw new Error(`the page never had: ${expression}\n${await page.eval('document.body.innerText')}`)
}

const rooms = ['today', 'intake', 'cases', 'form']
const sizes = [
  ['1366x768', 'x', { width: 1366, height: 768 }],
  ['1024x768', 'x', { width: 1024, height: 768 }],
  ['1024x768 with 150 % type', 'type=150', { width: 1024, height: 768 }],
  ['the township’s desk', 'township', { width: 1366, height: 768 }],
  ['English', 'en&type=150', { width: 1024, height: 768 }],
] as const

for (const [name, query, size] of sizes) {
  test(`every part has contrast and a name, and nothing runs out of the page: ${name}`, async () => {
    for (const room of rooms) {
      const page = await open(`room=${room}&${query}`, size)
      await until(page, `document.querySelector('.sy-shell h1') !== null`)
      await page.eval(`${axe};0`)
      const barriers = await page.eval(`axe.run().then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? ''))))`)
      expect([room, barriers]).toEqual([room, []])
      const wide = await page.eval(`[...document.querySelectorAll('.page, .top, .keys, .rooms')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className)`)
      expect([room, wide]).toEqual([room, []])
      const outside = await page.eval(`[document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]`)
      expect([room, outside]).toEqual([room, [false, false]])
      expect(page.problems).toEqual([])
      page.close()
    }
  })
}

test('an input method composes into the combobox, and its Enter takes nothing', async () => {
  const page = await open('room=form')
  await until(page, `document.getElementById('item')?.value === '老年人优待证'`)
  await page.eval(`document.getElementById('item').focus()`)
  await page.compose('can')
  await page.key('Enter')
  expect(await page.eval(`gallery.item.value.code`)).toBe('1')
  await page.compose('残疾')
  await page.type('残疾')
  await until(page, `document.querySelectorAll('[role=option]').length === 1`)
  await until(page, `document.querySelector('[role=option][data-highlighted]') !== null`)
  await page.key('Enter')
  await until(page, `gallery.item.value.code === '5'`)
  await until(page, `document.getElementById('item').value === '残疾人两项补贴'`)
  page.close()
})

test('a whole form is done by keyboard', async () => {
  const page = await open('room=form')
  await until(page, `document.getElementById('name') !== null`)
  await page.eval(`document.getElementById('name').focus()`)
  await page.compose('lanchunmei')
  await page.key('Enter')
  expect(await page.eval(`document.querySelector('[role=alert]') === null`)).toBe(true)
  await page.type('蓝春妹')
  await page.key('Enter')
  await until(page, `document.activeElement?.getAttribute('role') === 'alert'`)
  expect(await page.eval(`gallery.name.value`)).toBe('蓝春妹')
  await page.key('Tab')
  await page.key('Enter')
  await until(page, `document.activeElement?.id === 'id-number'`)
  await page.eval(`document.activeElement.blur()`)
  await page.key('F1')
  await until(page, `document.querySelector('h1').textContent === '现在要做'`)
  page.close()
})

test('F5 does not reload the window', async () => {
  const page = await open('room=form')
  await until(page, `document.getElementById('name') !== null`)
  await page.eval(`window.still = true`)
  await page.key('F5', { windowsVirtualKeyCode: 116 })
  expect(await page.eval(`window.still`)).toBe(true)
  page.close()
})

test('a dialog holds the focus, answers Esc and gives the focus back', async () => {
  const page = await open('room=intake')
  const button = `[...document.querySelectorAll('button')].find((b) => b.textContent.includes('不予受理'))`
  await until(page, `Boolean(${button})`)
  await page.eval(`${button}.focus()`)
  await page.key('x')
  await until(page, `document.activeElement?.closest('[role=dialog]') !== null`)
  for (let i = 0; i < 5; i += 1) {
    await page.key('Tab')
    expect(await page.eval(`document.activeElement.closest('[role=dialog]') !== null`)).toBe(true)
  }
  await page.eval(`${axe};0`)
  expect(await page.eval(`axe.run().then((r) => r.violations.map((v) => v.id + v.nodes[0].html))`)).toEqual([])
  await page.key('Escape')
  await until(page, `gallery.said.value === '没有动'`)
  await until(page, `document.activeElement === ${button}`)
  page.close()
})

test('a signature drawn with the pen becomes a picture in ink on white', async () => {
  const page = await open('room=form')
  const box = await until<{ x: number; y: number }>(page, `(() => { const c = document.querySelector('canvas'); if (!c) return null; c.scrollIntoView({ block: 'center' }); const b = c.getBoundingClientRect(); return { x: b.x, y: b.y } })()`)
  const mouse = (type: string, x: number, y: number) => page.send('Input.dispatchMouseEvent', { type, x: box.x + x, y: box.y + y, button: 'left', buttons: 1, clickCount: 1 })
  await mouse('mousePressed', 40, 40)
  for (let i = 1; i <= 20; i += 1) await mouse('mouseMoved', 40 + i * 10, 40 + (i % 5) * 12)
  await mouse('mouseReleased', 240, 40)
  await until(page, `gallery.pad.value.strokes.length === 1`)
  const seen = await page.eval(`(async () => {
    const blob = await gallery.pad.value.toPngBlob()
    const picture = await createImageBitmap(blob)
    const c = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
    c.drawImage(picture, 0, 0)
    const data = c.getImageData(0, 0, picture.width, picture.height).data
    let dark = 0
    for (let i = 0; i < data.length; i += 4) if (data[i] < 100) dark += 1
    return { type: blob.type, width: picture.width, height: picture.height, corner: [...data.slice(0, 4)], dark }
  })()`)
  expect(seen).toMatchObject({ type: 'image/png', width: 900, height: 324, corner: [255, 255, 255, 255] })
  expect(seen.dark).toBeGreaterThan(1500)
  page.close()
})

test('each paper prints on A4', async () => {
  for (const paper of ['receipt', 'notice', 'guide']) {
    const page = await open(`paper=${paper}`)
    await until(page, `document.querySelector('.paper') !== null`)
    const { data } = await page.send('Page.printToPDF', { preferCSSPageSize: true })
    const pdf = Buffer.from(data, 'base64').toString('latin1')
    const [, width, height] = pdf.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/) ?? []
    expect([paper, Math.round(Number(width)), Math.round(Number(height))]).toEqual([paper, 595, 842])
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1)
    page.close()
  }
})
