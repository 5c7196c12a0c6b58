import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/shell'

const en: Shape<typeof zh> = {
  today: 'Today',
  intake: 'Take in',
  cases: 'Cases',
  who: 'Operator {name}',
  loading: 'Station',
  stray: '{name} was not taken: this page takes no pictures',
  strayText: 'Open the case, go to its papers, and drop it on the line that it belongs to.',
  find: 'Find',
  findWhat: 'Name, pinyin, number, ID',
  size: 'Type size (now {size}%)',
  sizeShort: 'Type {size}%',
  language: '中文 / English',
  lastReceipt: 'Township last received: {when}',
  noReceipt: 'No receipt from the township yet',
  day: {
    workday: 'working day',
    rest_day: 'day off',
    presumed_workday: 'taken for a working day',
    presumed_rest_day: 'taken for a day off',
  },
  noCatalog: 'The catalogue of items has not arrived yet',
  noCatalogText: 'Once there is a network it comes by itself in about a minute. Until then nothing can be taken in.',
  refusedDocument: 'A document from the township was faulty and is not used; the former one stays. Please tell the township:',
}
export default en
