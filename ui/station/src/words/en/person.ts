import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/person'

const en: Shape<typeof zh> = {
  open: '{name}: {open} under way',
  allClosed: '{name}: all {count} closed',
  who: 'Applicant',
  cases: 'Cases of {name}',
  openCases: '{count} under way',
  pastCases: '{count} closed',
  noCases: 'No case yet',
  all: 'See all {count}',
  household: 'Same household: {count}',
  alone: 'Nobody else at this address has had a case',
  openOther: 'Open {name}',
  begin: 'Take in for {name}',
  beginText: 'Name, telephone and address are filled in; type the ID number from the card again.',
}
export default en
