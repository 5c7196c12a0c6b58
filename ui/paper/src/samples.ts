/** Filled-in papers of made-up people, for tests and the gallery. */
import type { GuidePaper, InvitationPaper, NoticePaper, ReceiptPaper } from './papers'

const place = { name: '五星村服务站', phone: '0578-8120000', address: '五星村 1 号' }
export const receipt: ReceiptPaper = {
  number: '五星-26-A0417-8',
  item: '特种行业许可证（农家乐）',
  applicant: { name: '雷美凤', idNumber: '11010519491231002X', address: '下坪 4 组' },
  station: place,
  takenBy: '梅建平',
  receivedAt: '2026-11-21T16:30:00Z',
  statutoryLimit: '20 个工作日',
  promisedLimit: '10 个工作日',
  due: { day: '2027-01-05', provisional: true },
  specialSteps: [{ name: '现场检查', time: '3 个工作日', counts: false }],
  fee: { charged: false },
  handOver: '送到家里',
  given: [
    { name: '居民身份证', originals: 1, copies: 1, images: 2, originalsStay: false },
    { name: '房产证', originals: 1, copies: 0, images: 3, originalsStay: true },
    { name: '申请表', originals: 2, copies: 0, images: 0, originalsStay: true },
  ],
  missing: ['房屋平面图', '消防承诺书'],
}
export const notice: NoticePaper = {
  kind: 'once',
  number: '五星-26-A0417-8',
  item: '特种行业许可证（农家乐）',
  applicant: { name: '雷美凤', idNumber: '440524188001010014' },
  conditions: ['有合法的经营场所'],
  missing: [
    { name: '房屋平面图', originals: 1, copies: 0, issuer: '本人', howToGet: '手画也行，标出门和楼梯' },
    { name: '消防承诺书', originals: 1, copies: 2, reason: '没有签字' },
    { name: '租赁合同', originals: 0, copies: 1, form: '电子件也可以' },
  ],
  procedure: ['补齐材料', '乡里受理', '现场检查', '发证'],
  limit: '10 个工作日',
  fee: { charged: true, text: '工本费 4 元', basis: '某某规定' },
  place,
  toldBy: '梅建平',
  office: '五星村服务站',
  on: '2026-11-21',
}
export const guide: GuidePaper = {
  item: '老年人优待证',
  handling: '即办件',
  conditions: ['年满 60 周岁'],
  materials: [{ name: '居民身份证', originals: 1, copies: 1 }, { name: '居住证', originals: 1, copies: 0, condition: '外地户籍' }],
  steps: ['带材料到站里', '站里送到乡里', '送证上门'],
  fee: { charged: false },
  place,
  on: '2026-11-21',
}

export const invitation: InvitationPaper = {
  station: '五星村服务站',
  label: '前台',
  code: 'K7M2Q-9XRTA',
  server: 'https://shanyi.example',
  fingerprint: '4821 9037',
  until: '2026-11-21T16:30:00Z',
  qr: ['101', '010'],
  byFile: false,
  today: '2026-11-21',
}
