import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/leaving'

const en: Shape<typeof zh> = {
  title: 'Soon past their time',
  explain: 'A closed case whose item’s time of keeping in the catalogue is over is erased at night, at the station and here, for good. What is to stay longer: the county changes the catalogue before that day.',
  rows: 'Erased up to {day}',
  open: 'Look at it',
  stays: 'stays for now',
  unlived: 'The clock ran ahead: it waits until the days have really gone by.',
  clock: 'The server’s clock may be ahead: these are not erased',
  clockText: 'By the clock their time is over, but this server has not lived through so many days. Have the date of the server checked; where it is right, they go by themselves when the days have gone by.',
  announced: 'The times of {count} items were published less than 30 days ago; the last of them counts from {day}',
  announcedText: 'A time that is wrong can be put right in the catalogue before that day: nothing is erased by it then.',
  noRule: 'The catalogue does not say how long closed cases are kept',
  noRuleText: 'Where it says nothing, no case is ever erased. To have them erased, the county writes the months into the items of the catalogue.',
  empty: 'Nothing is past its time up to {day}',
  emptyText: 'Cases stand here 30 days before their time is over.',
  more: 'There are more: these are the first {count}.',
}
export default en
