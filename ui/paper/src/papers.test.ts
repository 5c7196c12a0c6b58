import { barriers } from '@shanyi/kit/test'
import { mount } from '@vue/test-utils'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { amount, counts, feeWords, GuideSheet, InvitationSheet, masked, NoticeSheet, printSheet, ReceiptSheet, sheetSizes } from './index'
import { guide, invitation, notice, receipt } from './samples'

const text = (html: { text: () => string }) => html.text().replace(/\s+/g, '')

test('a receipt counts what was handed in and what stays', () => {
  expect(counts(receipt.given)).toEqual({ kinds: 3, originals: 4, copies: 1, images: 5, staying: 3 })
  const sheet = text(mount(ReceiptSheet, { props: { paper: receipt } }))
  expect(sheet).toContain('共3样4份1份5张留下原件3份')
})

test('a receipt carries number, item, people, dates, limits and fee', () => {
  const sheet = text(mount(ReceiptSheet, { props: { paper: receipt } }))
  for (const word of ['五星-26-A0417-8', '特种行业许可证（农家乐）', '雷美凤', '下坪4组', '梅建平', '0578-8120000', '20个工作日', '10个工作日', '不收费', '送到家里', '现场检查', '不算', '乡里受理后告诉您']) {
    expect(sheet).toContain(word)
  }
})

test('a receipt is dated by the day in China, whatever the hour is elsewhere', () => {
  expect(text(mount(ReceiptSheet, { props: { paper: receipt } }))).toContain('2026年11月22日星期日00:30')
})

test('a receipt from a PC whose clock is behind says what day it is', () => {
  expect(text(mount(ReceiptSheet, { props: { paper: { ...receipt, clockBehind: '2026-12-01' } } }))).toContain('00:30（这台电脑的时间走慢了，今天是2026年12月1日星期二）')
})

test('a due date beyond the published calendar is called provisional', () => {
  expect(text(mount(ReceiptSheet, { props: { paper: receipt } }))).toContain('2027年1月5日星期二以前（暂定')
  const sure = { ...receipt, due: { day: '2026-12-11', provisional: false } }
  expect(text(mount(ReceiptSheet, { props: { paper: sure } }))).not.toContain('暂定')
})

test('no paper shows a whole ID number, not even when it is handed one', () => {
  for (const sheet of [mount(ReceiptSheet, { props: { paper: receipt } }), mount(NoticeSheet, { props: { paper: notice } })]) {
    expect(sheet.html()).not.toMatch(/\d{17}[\dX]/)
    expect(sheet.text()).toMatch(/\d{6}\*{8}\w{4}/)
  }
  expect(masked('110105491231002')).toBe('110105*****1002')
  expect(masked('331123********2046')).toBe('331123********2046')
})

test('a receipt names everything that is missing, and says so when nothing is', () => {
  const sheet = mount(ReceiptSheet, { props: { paper: receipt } })
  expect(text(sheet.get('.missing'))).toContain('还差2样：房屋平面图、消防承诺书。')
  expect(mount(ReceiptSheet, { props: { paper: { ...receipt, missing: [] } } }).text()).toContain('材料齐了')
})

test('a notice names every missing paper with amount, form, issuer and the way to it', () => {
  const rows = mount(NoticeSheet, { props: { paper: notice } }).findAll('tbody tr').map(text)
  expect(rows).toEqual([
    '1房屋平面图原件1份纸质本人手画也行，标出门和楼梯',
    '2消防承诺书没有签字原件1份、复印件2份纸质—到站里问，我们帮您想办法',
    '3租赁合同复印件1份电子件也可以—到站里问，我们帮您想办法',
  ])
})

test('a notice says at once how many papers it asks for, and conditions, procedure, fee and place', () => {
  const sheet = text(mount(NoticeSheet, { props: { paper: notice } }))
  for (const word of ['一次性告知书', '还差3样材料', '有合法的经营场所', '现场检查', '收费：工本费4元（依据：某某规定）', '五星村1号', '0578-8120000', '2026年11月21日']) {
    expect(sheet).toContain(word)
  }
})

test('the same form serves a correction, and says that the clock starts again', () => {
  const sheet = text(mount(NoticeSheet, { props: { paper: { ...notice, kind: 'correction', bringUntil: '2026-12-01' } } }))
  expect(sheet).toContain('补正告知书')
  expect(sheet).toContain('要补正3样材料')
  expect(sheet).toContain('补齐以后重新算')
  expect(sheet).toContain('请在2026年12月1日星期二以前补齐')
})

test('a guide lists materials and steps as short numbered lines', () => {
  const sheet = mount(GuideSheet, { props: { paper: guide } })
  expect(sheet.findAll('ol.big')[0]?.findAll('li').map(text)).toEqual(['居民身份证，原件1份、复印件1份', '居住证，原件1份（外地户籍才要）'])
  expect(sheet.findAll('ol.big')[1]?.findAll('li')).toHaveLength(3)
})

test('a code is printed with its QR code, its number to compare, until when it counts and how to join', () => {
  const sheet = mount(InvitationSheet, { props: { paper: invitation } })
  for (const word of ['五星村服务站·前台', 'K7M2Q-9XRTA', 'https://shanyi.example', '48219037', '2026年11月22日星期日00:30', '只能用一次', '扫一下']) expect(text(sheet)).toContain(word)
  expect(sheet.get('svg path').attributes('d')).toBe('M0 0h1v1h-1zM2 0h1v1h-1zM1 1h1v1h-1z')
  const byFile = text(mount(InvitationSheet, { props: { paper: { ...invitation, byFile: true } } }))
  expect(byFile).toContain('用文件加入')
  expect(byFile).toContain('分开带')
})

test('names are printed as they are written, rare characters and dots and all', () => {
  const name = '买买提·吐尔逊江𬱖<b>'
  const sheet = mount(ReceiptSheet, { props: { paper: { ...receipt, applicant: { name } } } })
  expect(sheet.text()).toContain(name)
  expect(sheet.text()).toContain('无手机')
})

test('amounts and fees are said in words', () => {
  expect(amount({ originals: 0, copies: 0 })).toBe('不用留下')
  expect(feeWords({ charged: true })).toBe('收费')
})

test('a sheet is all there is of the page while it prints, and is gone afterwards', async () => {
  let seen = ''
  await printSheet(NoticeSheet, { paper: notice }, () => {
    seen = document.querySelector('body.prints-paper > .paper-root')?.textContent ?? ''
  })
  expect(seen).toContain('一次性告知书')
  expect(document.querySelector('.paper-root')).toBeNull()
  expect(document.body.className).toBe('')
})

test('a printer that fails leaves the page as it was', async () => {
  await expect(printSheet(NoticeSheet, { paper: notice }, () => Promise.reject(new Error('no paper')))).rejects.toThrow('no paper')
  expect(document.querySelector('.paper-root')).toBeNull()
})

test('sheets have no barriers for readers of the screen', async () => {
  const sheet = mount(ReceiptSheet, { props: { paper: receipt }, attachTo: document.body })
  expect(await barriers(sheet.element)).toEqual([])
})

test('the printer is told the same paper as the style sheet', async () => {
  const style = await readFile(join(import.meta.dirname, 'paper.css'), 'utf8')
  for (const { widthMm, heightMm, marginMm: m } of Object.values(sheetSizes)) {
    expect([widthMm, heightMm]).toEqual([210, 297])
    expect(style).toContain(`@page { size: A4 portrait; margin: ${m.top}mm ${m.right}mm; }`)
    expect([m.bottom, m.left]).toEqual([m.top, m.right])
  }
})
