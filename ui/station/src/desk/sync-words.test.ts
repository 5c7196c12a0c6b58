import type { CaseSyncView, SyncView } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { stationWords } from '../words'
import { allReceived, badgeOf, caseSyncWords, type Saying } from './sync-words'

const NOW = Date.UTC(2026, 10, 21, 5, 38)
const at = (ago: number) => NOW / 1000 - ago
const quiet: SyncView = { line: 'up', cases_here: 0, cases_there: 0, cases_waiting: 0, events_waiting: 0, images_waiting: 0, bytes_waiting: 0, quarantined: 0, doubled: null, last_receipt: null, last_success: null, sending: false }

function saying(language: 'zh-CN' | 'en' = 'zh-CN'): Saying {
  const { t } = stationWords(language).global
  return { say: (key, facts = {}) => (t as (key: string, facts: object) => string)(key, facts), now: NOW, today: '2026-11-21', language }
}

const badge = (part: Partial<SyncView>) => badgeOf({ ...quiet, ...part }, saying())

test('without a network it says how many are safe here and that they go by themselves', () => {
  expect(badge({ line: 'down', cases_here: 12, cases_waiting: 3, events_waiting: 6 })).toEqual({ state: 'wait', sentence: '没有网络 · 3 件已存在本机，来网自动发' })
})

test('everything is received only with a receipt and nothing waiting', () => {
  expect(badge({ cases_here: 12, cases_there: 12, last_receipt: at(70) })).toEqual({ state: 'well', sentence: '乡里都收到了 · 1 分钟前' })
})

test('images on their way are counted with their bytes', () => {
  const view = { cases_here: 3, cases_waiting: 1, images_waiting: 2, bytes_waiting: 310 * 1024, sending: true, last_receipt: at(9) }
  expect(badge(view).sentence).toBe('正在发 · 还有 2 张图（310 KB）')
})

test('a township that does not know this PC, one that answers nonsense, and no try yet have sentences of their own', () => {
  expect(badge({ line: 'stranger', cases_waiting: 2 })).toEqual({ state: 'hurt', sentence: '乡里不认识这台电脑，发不出去 · 2 件已存在本机' })
  expect(badge({ line: 'fault', cases_waiting: 2 })).toEqual({ state: 'hurt', sentence: '乡里的答复看不懂 · 2 件已存在本机' })
  expect(badge({ line: 'full', cases_waiting: 2 })).toEqual({ state: 'hurt', sentence: '乡里的电脑满了，收不进去，请打电话告诉乡里 · 2 件已存在本机' })
  expect(badge({ line: 'ailing' })).toEqual({ state: 'wait', sentence: '乡里的电脑正有毛病 · 过一会儿自己再试' })
  expect(badge({ line: 'untried', cases_waiting: 2 })).toEqual({ state: 'wait', sentence: '2 件已存在本机 · 还没有试过网络' })
})

test('what the township set aside is not called received', () => {
  expect(badge({ cases_here: 5, cases_there: 5, quarantined: 1, last_receipt: at(9) })).toEqual({ state: 'hurt', sentence: '有 1 笔乡里没有收进去，请到办件里看' })
})

/** Every shape that the figures can take together. */
function* shapes(): Generator<SyncView> {
  for (const line of ['untried', 'up', 'down', 'stranger', 'full', 'ailing', 'fault'] as const)
    for (const sending of [false, true])
      for (const cases_here of [0, 4])
        for (const cases_there of [0, 4])
          for (const [cases_waiting, events_waiting, images_waiting] of [[0, 0, 0], [2, 3, 0], [1, 0, 2], [0, 1, 0], [0, 0, 1], [4, 9, 7]] as const)
            for (const quarantined of [0, 1])
              for (const last_receipt of [null, at(5), at(600), at(90_000), at(-500)])
                yield { ...quiet, line, sending, cases_here, cases_there, cases_waiting, events_waiting, images_waiting, bytes_waiting: images_waiting * 90_000, quarantined, last_receipt, last_success: last_receipt }
}

test('no shape of the figures makes the badge say more than is true, in either language', () => {
  let count = 0
  for (const language of ['zh-CN', 'en'] as const) {
    const how = saying(language)
    const everything = language === 'en' ? 'has received everything' : '都收到了'
    for (const view of shapes()) {
      const { state, sentence } = badgeOf(view, how)
      count += 1
      expect(sentence).toMatch(/\S/)
      expect(sentence).not.toMatch(/[{}]|undefined|NaN|null|sync\./)
      const waits = view.cases_waiting + view.events_waiting + view.images_waiting > 0
      if (sentence.includes(everything)) {
        expect([waits, view.last_receipt === null, view.cases_there >= view.cases_here, view.line]).toEqual([false, false, true, 'up'])
        expect(allReceived(view)).toBe(true)
      }
      if (state === 'well') expect(waits || view.quarantined > 0).toBe(false)
      if (view.line === 'stranger' || view.line === 'full' || view.line === 'fault') expect(state).toBe('hurt')
      if (view.line === 'down' && view.cases_waiting) expect(sentence).toContain(String(view.cases_waiting))
    }
  }
  expect(count).toBe(2 * 7 * 2 * 2 * 2 * 6 * 2 * 5)
})

test('a case is called received only by its receipt, and its images only when they are there', () => {
  const { say } = saying()
  const view: CaseSyncView = { events_waiting: 0, received: true, images: 5, images_there: 5, quarantined: 0 }
  expect(caseSyncWords(view, say)).toBe('乡里收到了，图 5 张也到了')
  expect(caseSyncWords({ ...view, images_there: 3 }, say)).toBe('乡里收到了，图到了 3 / 5 张')
  expect(caseSyncWords({ ...view, received: false }, say)).toBe('存在本机，等着发')
  expect(caseSyncWords({ ...view, events_waiting: 1 }, say)).toBe('存在本机，等着发')
  expect(caseSyncWords({ ...view, quarantined: 1 }, say)).toBe('有 1 笔乡里没有收进去')
})
