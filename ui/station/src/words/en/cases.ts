import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/cases'

const en: Shape<typeof zh> = {
  which: 'Which cases',
  turn: 'Other cases',
  find: 'Find among the cases',
  findWhat: 'Name, pinyin, number, last four of the phone',
  open: 'Open',
  more: 'Show more',
  filter: { all: 'All', mine: 'My turn', elsewhere: 'At the township', closed: 'Closed' },
  none: {
    all: 'Nothing taken in yet',
    mine: 'No case waits for you',
    elsewhere: 'No case is at the township',
    closed: 'No case is closed yet',
  },
  noneFound: 'Nothing found for “{text}”',
  noneFoundText: 'Try another way: name, pinyin, initials, number, or the last four of ID or phone.',
}
export default en
