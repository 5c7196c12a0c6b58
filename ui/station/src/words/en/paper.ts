import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/paper'

const en: Shape<typeof zh> = {
  receipt: 'receipt',
  notice: 'one-time notice',
  guide: 'guide',
  printing: 'Printing the {paper}',
  outcome: {
    sent: 'The {paper} is printed.',
    cancelled: 'The {paper} was not printed.',
    dialog: 'The {paper} went to the print dialog.',
  },
  noSheet: 'This sheet can’t be printed',
  handOver: '{what} is brought to you or fetched at {place}',
  progress: 'Ask {operator} at the station with this receipt, or call with the number.',
  handling: '{handling}, {limit}',
}
export default en
