import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyRemark } from '@shanyi/contract'
import { barriers, kindsOf } from '@shanyi/kit/test'
import { expect, test } from 'vitest'
import { stockedDesk } from '../test/stocked'
import { open } from '../test/window'

const contract = readFileSync(join(import.meta.dirname, '..', '..', '..', 'contract', 'generated', 'commands.ts'), 'utf8')

test('a key and a line that are kept well take one line of the panel', async () => {
  const w = await open(stockedDesk())
  await w.key('F9')
  expect(w.has('keys')).toBe(false)
  expect(w.text('keys-well')).toBe('钥匙和线路都好：2 人有 PIN 码，另一半在系统的钥匙串里；恢复码是 11月20日 星期五 做的，输回核对过；乡里的恢复钥匙也能打开；乡里的证书机构到 2056-11-13 为止，备用的到 2056-11-13 为止。')
  w.app.unmount()
})

test('what is wanting of them is said with what to do, and what is well beside it', async () => {
  const desk = stockedDesk()
  desk.keys = { ways: { holders: 1, ring: 'file', code: true, code_made: null, township: true }, authority_until: '2027-02-01', spare_until: '2056-11-13', wanting: [{ kind: 'pin_part_in_file' }, { kind: 'authority_ends', until: '2027-02-01', days: 72 }] }
  const w = await open(desk)
  await w.key('F9')
  expect(w.has('keys-well')).toBe(false)
  expect(w.text('key-pin_part_in_file')).toContain('整盘加密')
  expect(w.text('key-authority_ends')).toContain('到 2027-02-01 为止，还有 72 天')
  expect([...document.querySelectorAll('[data-test="key-fine"]')].map((one) => one.textContent)).toEqual(['有恢复码，输回核对过', '乡里的恢复钥匙也能打开'])
  w.app.unmount()
})

test('whatever may be wanting of a key has its words in both languages, without a barrier', async () => {
  const kinds = kindsOf(contract, 'KeyRemark').map(({ path }) => path)
  expect(kinds.length).toBe(10)
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = stockedDesk()
    desk.keys = { ways: null, authority_until: null, spare_until: null, wanting: kinds.map((kind) => ({ kind, until: '2027-02-01', days: 72 }) as KeyRemark) }
    const w = await open(desk, '#/today', language)
    await w.key('F9')
    expect(document.querySelectorAll('[data-test="keys"] li').length).toBe(kinds.length)
    expect(w.text('keys')).not.toMatch(/keys\.|[{}]/)
    expect(await barriers()).toEqual([])
    w.app.unmount()
  }
})
