import { expect, test } from 'vitest'
import { ITEMS, fakeDesk } from '../test/fake-desk'
import { stockedDesk } from '../test/stocked'
import { stationWords } from '../words'
import { guideOf, noticeOf, receiptOf } from './fill'

const { t } = stationWords().global
const say = (key: string, facts: Record<string, unknown> = {}) => (t as (key: string, facts: object) => string)(key, facts)
const desk = stockedDesk()
const view = (id: string) => desk.cases.find((c) => c.row.id === id) ?? desk.cases[0]!
const item = (code: string) => ({ catalog_version: 1, item: ITEMS.find((i) => i.code === code)! })

test('the receipt has the number, the masked ID and what is here and missing', () => {
  const paper = receiptOf(view('case418'), item('lnyd'), desk.station, say)
  expect(paper).toMatchObject({ number: '五星-26-A0418-8', takenBy: '梅建平', promisedLimit: '20 个工作日', missing: ['近期一寸正面免冠照片'] })
  expect(paper.applicant.idNumber).toMatch(/^331123\*{8}\d{3}[\dX]$/)
  expect(paper.given.map((g) => [g.name, g.originals, g.images, g.originalsStay])).toEqual([['居民身份证', 1, 2, false], ['户口簿', 1, 1, false]])
})

test('a receipt from a PC whose clock is behind says what day it is', () => {
  const late = { ...view('case418'), row: { ...view('case418').row, collected_at: Date.parse('2026-01-02T03:00:00Z') / 1000 } }
  expect(receiptOf(late, item('lnyd'), { ...desk.station, clock_behind: true }, say).clockBehind).toBe(desk.station.today)
  expect(receiptOf(late, item('lnyd'), { ...desk.station, clock_behind: false }, say).clockBehind).toBeUndefined()
  const unsure = { ...desk.station, clock: { ...desk.station.clock, ask: true } }
  expect([receiptOf(late, item('lnyd'), unsure, say).dayUnsure, noticeOf(late, item('lnyd'), unsure, say).dayUnsure]).toEqual([true, true])
  expect(receiptOf(late, item('lnyd'), desk.station, say).dayUnsure).toBeUndefined()
})

test('the notice names every missing paper with how to get it', () => {
  const paper = noticeOf(view('case418'), item('lnyd'), desk.station, say)
  expect(paper.kind).toBe('once')
  expect(paper.missing).toMatchObject([{ name: '近期一寸正面免冠照片', originals: 1, issuer: '申请人' }])
  expect(paper.missing[0]?.howToGet).toMatch(/照相馆/)
})

test('while the township wants something put right, the notice is one of correction with its words', () => {
  const paper = noticeOf(view('case417'), item('tzhy'), desk.station, say)
  expect(paper.kind).toBe('correction')
  expect(paper.missing.filter((m) => m.reason).map((m) => m.reason)).toEqual(['平面图手画也行，标出门和楼梯', '签字页没有签字，请本人补签'])
})

test('the guide of every item can be printed', () => {
  for (const one of ITEMS) {
    const paper = guideOf({ catalog_version: 1, item: one }, fakeDesk().station, say)
    expect(paper.item).toBe(one.name)
    expect(JSON.stringify(paper)).not.toMatch(/undefined|terms\.|paper\./)
  }
})
