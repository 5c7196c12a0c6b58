import { expect, test } from 'vitest'
import { isPhone } from './phone'

test.each([
  '13757812208', '+86 137 5781 2208', '0086-13757812208', '86 13757812208', '１３７５７８１２２０８', '0578-8120033',
  '（0578）8120033', '0578－8120033', '021 12345678', '+86-578-8120033', '+86 0578 8120033', '无手机', '没有',
])('%s is taken, as the desk takes it', (text) => {
  expect(isPhone(text)).toBe(true)
})

test.each(['8120033', '1375781220', '12345', '10086', '0578-812003', '021-123456789', '0578-8120033转8', '13757812208/13905780016', 'abc'])(
  '%s is told at its field, as the desk would refuse it',
  (text) => {
    expect(isPhone(text)).toBe(false)
  },
)
