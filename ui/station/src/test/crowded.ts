/** A desk after years: many cases, long names, a full house. */
import type { CaseView, TodoKind } from '@shanyi/contract'
import type { FakeDesk } from './fake-desk'
import { stockedDesk } from './stocked'

const NAMES = ['阿卜杜热合曼·买买提吐尔逊·阿卜力米提江', '蓝春妹', '阿依古丽·买买提', '欧阳娜仁托娅', '钟土根', '热依汗古丽·阿卜都外力·木合塔尔江·艾尔肯', '王一', '雷·格根塔娜']
const ADDRESSES = ['柘岱口乡五星村下坪组 12 号', '柘岱口乡五星村石桥组后山新移民安置小区三期 7 幢 2 单元 1301 室（原粮站宿舍旁边）', '柘岱口乡大熟村 3 号']
const KINDS: readonly TodoKind[] = ['deliver', 'correct', 'tell', 'return_originals', 'submit', 'due_soon']

/** `stockedDesk` with so many cases more. */
export function crowdedDesk(more = 130): FakeDesk {
  const desk = stockedDesk()
  const patterns = [...desk.cases]
  for (let i = 0; i < more; i += 1) {
    const pattern = patterns[i % patterns.length] as CaseView
    const name = NAMES[i % NAMES.length] ?? ''
    const address = ADDRESSES[i % ADDRESSES.length] ?? ''
    desk.cases.push({
      ...pattern,
      applicant: { ...pattern.applicant, name, address },
      row: { ...pattern.row, id: `more${i}`, number: `五星-26-A${1000 + i}-3`, applicant: name, address, state: i % 5 === 4 ? 'closed' : pattern.row.state },
    })
  }
  const long = desk.cases.find((c) => c.row.id === 'case402')
  if (long) {
    Object.assign(long.applicant, { name: NAMES[5], address: ADDRESSES[1] })
    Object.assign(long.row, { applicant: NAMES[5], address: ADDRESSES[1] })
  }
  desk.today.rows = desk.cases.slice(0, 60).map((view, i) => ({ kind: KINDS[Math.floor(i / 11)] ?? 'due_soon', case: view.row, missing: [], answers: null }))
  desk.today.counts = KINDS.map((kind, i) => ({ kind, count: i === 5 ? 47 : 11 }))
  desk.today.more = 42
  return desk
}
