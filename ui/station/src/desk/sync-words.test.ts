import type { CaseSyncView, SyncView } from '@shanyi/contract'
import { expect, test } from 'vitest'
import { stationWords } from '../words'
import { allReceived, badgeOf, caseSyncWords, caseWay, imagesHere, tryWords, whyWaits, type Saying } from './sync-words'

const NOW = Date.UTC(2026, 10, 21, 5, 38)
const at = (ago: number) => NOW / 1000 - ago
const quiet: SyncView = { line: 'up', line_since: null, cases_elsewhere: 0, events_held: 0, documents_wanted: 0, cases_here: 0, cases_there: 0, cases_waiting: 0, events_waiting: 0, images_waiting: 0, bytes_waiting: 0, quarantined: 0, doubled: null, last_receipt: null, last_success: null, sending: false }

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

test('a township that does not know this PC, one that has not proven to be it, one that answers nonsense, and no try yet have sentences of their own', () => {
  expect(badge({ line: 'stranger', cases_waiting: 2 })).toEqual({ state: 'hurt', sentence: '乡里不认识这台电脑，发不出去 · 2 件已存在本机' })
  expect(badge({ line: 'unproven', cases_waiting: 2 })).toEqual({ state: 'hurt', sentence: '不能证明对面是乡里的服务器，没有发；请打电话给乡里 · 2 件已存在本机' })
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
  for (const line of ['untried', 'up', 'down', 'stranger', 'revoked', 'unproven', 'full', 'ailing', 'fault'] as const)
    for (const sending of [false, true])
      for (const cases_here of [0, 4])
        for (const cases_there of [0, 4])
          for (const [cases_waiting, events_waiting, images_waiting] of [[0, 0, 0], [2, 3, 0], [1, 0, 2], [0, 1, 0], [0, 0, 1], [4, 9, 7]] as const)
            for (const [quarantined, cases_elsewhere] of [[0, 0], [1, 0], [0, 2]] as const)
              for (const last_receipt of [null, at(5), at(600), at(90_000), at(-500)])
                yield { ...quiet, line, sending, cases_here, cases_there, cases_waiting, events_waiting, images_waiting, bytes_waiting: images_waiting * 90_000, cases_elsewhere, events_held: events_waiting, quarantined, last_receipt, last_success: last_receipt }
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
        expect([waits, view.last_receipt === null, view.cases_there >= view.cases_here, view.cases_elsewhere, view.line]).toEqual([false, false, true, 0, 'up'])
        expect(allReceived(view)).toBe(true)
      }
      if (state === 'well') expect(waits || view.quarantined > 0 || view.cases_elsewhere > 0).toBe(false)
      if (view.line === 'stranger' || view.line === 'revoked' || view.line === 'unproven' || view.line === 'full' || view.line === 'fault') expect(state).toBe('hurt')
      if (view.line === 'down' && view.cases_waiting) expect(sentence).toContain(String(view.cases_waiting))
    }
  }
  expect(count).toBe(2 * 9 * 2 * 2 * 2 * 6 * 3 * 5)
})

test('a case is called received only by its receipt, and its images only when they are there', () => {
  const { say } = saying()
  const view: CaseSyncView = { events_waiting: 0, held: false, received: true, images: 5, images_there: 5, images_elsewhere: 0, bytes_to_go: 0, quarantined: 0 }
  expect(caseSyncWords(view, say)).toBe('乡里收到了，图 5 张也到了')
  expect(caseSyncWords({ ...view, images_there: 3 }, say)).toBe('乡里收到了，图到了 3 / 5 张')
  expect(caseSyncWords({ ...view, received: false }, say)).toBe('存在本机，等着发')
  expect(caseSyncWords({ ...view, events_waiting: 1 }, say)).toBe('存在本机，等着发')
  expect(caseSyncWords({ ...view, quarantined: 1 }, say)).toBe('有 1 笔乡里没有收进去')
})

const there: CaseSyncView = { events_waiting: 0, held: false, received: true, images: 5, images_there: 5, images_elsewhere: 0, bytes_to_go: 0, quarantined: 0 }
const way = (case_: Partial<CaseSyncView>, whole: Partial<SyncView> = {}) => caseWay({ ...there, ...case_ }, { ...quiet, ...whole }, saying()).map((line) => line.sentence)

test('the page of a case says what is signed for, what waits, and what it waits for', () => {
  expect(way({})).toEqual(['这里记的，乡里都签收了', '图 5 张都到了'])
  expect(way({ events_waiting: 2, held: true, received: false, images: 0, images_there: 0 })).toEqual(['有 2 笔存在本机，乡里还没有收到', '刚存下，10 秒内还能改主意，过后自动发'])
  expect(way({ images_there: 3, bytes_to_go: 310 * 1024 }, { line: 'down', line_since: at(3 * 60) })).toEqual(['这里记的，乡里都签收了', '图到了 3 / 5 张，还差 310 KB', '没有网络（3 分钟前起），来网自动发'])
  expect(way({ events_waiting: 1, received: false, images: 0, images_there: 0 }, { line: 'full' })).toEqual(['有 1 笔存在本机，乡里还没有收到', '乡里的电脑满了，请打电话告诉乡里；这里都留着'])
  expect(way({ images_there: 4, images_elsewhere: 1, bytes_to_go: 90_000 })).toEqual(['这里记的，乡里都签收了', '图到了 4 / 5 张，还差 88 KB', '有 1 张图在另一台电脑上，要等那台电脑发'])
  expect(way({ quarantined: 1 })).toEqual(['这里记的，乡里都签收了', '图 5 张都到了', '有 1 笔乡里没有收进去，原因写在经过里'])
})

test('since when there is no network has a blank in its brackets behind a clock time only', () => {
  const waits = (seconds: number) => way({ events_waiting: 1, received: false }, { line: 'down', line_since: at(seconds) }).at(-1)
  expect(waits(5)).toBe('没有网络（刚才起），来网自动发')
  expect(waits(180)).toBe('没有网络（3 分钟前起），来网自动发')
  expect(waits(2 * 3600)).toMatch(/^没有网络（.*\d 起），来网自动发$/)
  const english = (seconds: number) => whyWaits({ ...quiet, line: 'down', line_since: at(seconds) }, false, saying('en'))?.sentence
  expect([english(60), english(180)]).toEqual(['No network (since 1 minute ago): it is sent when there is one', 'No network (since 3 minutes ago): it is sent when there is one'])
})

/** Every shape that a case's figures can take. */
function* caseShapes(): Generator<CaseSyncView> {
  for (const events_waiting of [0, 1, 3])
    for (const held of [false, true])
      for (const [images, images_there, images_elsewhere] of [[0, 0, 0], [5, 5, 0], [5, 3, 0], [5, 3, 2], [5, 3, 1], [1, 0, 1]] as const)
        for (const quarantined of [0, 2]) yield { events_waiting, held: held && events_waiting > 0, received: events_waiting === 0, images, images_there, images_elsewhere, bytes_to_go: (images - images_there) * 90_000, quarantined }
}

test('no shape of the figures makes the page of a case say more than is true, in either language', () => {
  const ALL = { 'zh-CN': { signed: '都签收了', images: '张都到了', network: /没有网络|不认识|停用|不能证明|满了|看不懂|毛病/ }, en: { signed: 'signed for all', images: 'there too', network: /No network|does not know|revoked|can't be proven|full|can't be read|trouble/ } }
  let count = 0
  for (const language of ['zh-CN', 'en'] as const) {
    for (const line of ['untried', 'up', 'down', 'stranger', 'revoked', 'unproven', 'full', 'ailing', 'fault'] as const) {
      const how = saying(language)
      for (const shape of caseShapes()) {
        const lines = caseWay(shape, { ...quiet, line, line_since: line === 'ailing' ? null : at(300) }, how)
        const text = lines.map((one) => one.sentence).join('\n')
        count += 1
        expect(text).not.toMatch(/[{}]|undefined|NaN|null|sync\./)
        expect(text.includes(ALL[language].signed)).toBe(shape.events_waiting === 0)
        expect(text.includes(ALL[language].images)).toBe(shape.images > 0 && shape.images_there === shape.images)
        const waitsHere = shape.events_waiting > 0 || imagesHere(shape) > 0
        // Why it waits is said whenever something here waits, and of the line only then.
        expect(lines.some((one) => one.name === 'line')).toBe(waitsHere)
        expect(ALL[language].network.test(text)).toBe(waitsHere && line !== 'up' && line !== 'untried')
        expect(lines.some((one) => one.name === 'elsewhere')).toBe(shape.images_elsewhere > 0)
        const well = lines.every((one) => one.state === 'well')
        expect(well).toBe(shape.events_waiting === 0 && shape.images_there === shape.images && shape.quarantined === 0)
        if (shape.quarantined) expect(lines.some((one) => one.state === 'hurt')).toBe(true)
      }
    }
  }
  expect(count).toBe(2 * 9 * (3 * 2 * 6 * 2))
})

test('each thing that a try can come to has its words and what to do', () => {
  for (const language of ['zh-CN', 'en'] as const)
    for (const outcome of ['up', 'down', 'stranger', 'revoked', 'wrong_authority', 'wrong_name', 'out_of_time', 'no_tls', 'full', 'ailing', 'fault', 'store'] as const)
      for (const [times, events] of [[1, 0], [7, 0], [2, 5]] as const) {
        const words = tryWords({ outcome, first: at(7200), last: at(60), times, events, bytes: events * 200, sent: events ? at(60) : null }, saying(language))
        expect(words.sentence).not.toMatch(/[{}]|undefined|null|sync\./)
        expect(words.state === 'well').toBe(outcome === 'up')
        expect(Boolean(words.whatToDo)).toBe(outcome !== 'up')
      }
  expect(tryWords({ outcome: 'up', first: at(7200), last: at(60), times: 3, events: 5, bytes: 900, sent: at(60) }, saying()).sentence).toBe('1 分钟前 发到了 5 笔')
  expect(tryWords({ outcome: 'down', first: at(9), last: at(2), times: 2, events: 0, bytes: 0, sent: null }, saying()).sentence).toBe('刚才试了 2 次 · 没有网络')
})
