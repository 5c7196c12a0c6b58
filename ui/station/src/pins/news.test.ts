import { barriers } from '@shanyi/kit/test'
import type { PinNewsView } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { NOW, refuse } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const NEWS: PinNewsView[] = [
  { at: NOW - 3600, what: 'given', by: { id: 12, name: '蓝雪芬' } },
  { at: NOW - 7200, what: 'taken', by: { id: 14, name: null } },
  { at: NOW - 90_000, what: 'by_code', by: null },
]

test('who changed the PIN of whoever is in, when and what to do stands above every page until it was read', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = stockedDesk()
    desk.pinNews = NEWS
    const w = await open(desk, '#/cases', language)
    expect(w.text('pin-news')).toContain('蓝雪芬')
    expect(w.text('pin-news')).toContain(language === 'en' ? 'number 14 took your PIN away' : '14 号 收回了您的 PIN 码')
    expect(w.text('pin-news')).toContain(language === 'en' ? 'call the county' : '打电话告诉县里')
    expect(w.text('pin-news')).not.toMatch(/pins\.|[{}]/)
    expect(await barriers()).toEqual([])
    document.querySelector<HTMLElement>('[data-test="pin-news-change"]')?.click()
    await w.settle()
    expect(w.has('pins-page')).toBe(true)
    document.querySelector<HTMLElement>('[data-test="pin-news-read"]')?.click()
    await w.settle()
    expect(desk.of('note_pin_news').length).toBe(1)
    expect(w.has('pin-news')).toBe(false)
    w.app.unmount()
  }
})

test('news that could not be noted stays, and says why', async () => {
  const desk = stockedDesk()
  desk.pinNews = NEWS
  desk.answers.note_pin_news = () => refuse({ kind: 'store', fault: 'read_only' })
  const w = await open(desk)
  document.querySelector<HTMLElement>('[data-test="pin-news-read"]')?.click()
  await w.settle()
  expect(w.text('pin-news')).toContain('写不进去')
  w.app.unmount()
})

test('where nobody touched it nothing is said', async () => {
  const w = await open(stockedDesk())
  expect(w.has('pin-news')).toBe(false)
  w.app.unmount()
})
