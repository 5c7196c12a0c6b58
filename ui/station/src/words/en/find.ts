import type { Shape } from '@shanyi/kit'
import type zh from '../zh-CN/find'

const en: Shape<typeof zh> = {
  people: 'People',
  cases: 'Cases',
  items: 'Items',
  morePeople: 'There are more, type a little more',
  all: 'See all of “{words}” among the cases',
  open: '{count} case, {open} open | {count} cases, {open} open',
  closed: '{count} case, closed | {count} cases, all closed',
  begin: 'Take in',
  field: {
    name: 'Name',
    pinyin: 'Pinyin',
    initials: 'Initials',
    id_end: 'ID ends in',
    phone_end: 'Telephone ends in',
    number: 'Number',
    address: 'Address',
    item: 'Item',
  },
  none: 'Nothing found for “{words}”',
  noneText: 'These can be typed, several with a space between:',
  way: {
    name: 'A name, or one character of it: 蓝',
    spelled: 'Pinyin or initials: lanchunmei, lcm',
    digits: 'The last digits of ID or telephone: 2042',
    number: 'A case number, dashes or not: A0417',
    place: 'Village, group, house: 下坪 12 号',
    item: 'An item: 老年证, lnz',
  },
}
export default en
