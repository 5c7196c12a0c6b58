/**
 * Whether the desk will take a telephone as typed, so that a slip is told at its field and not at
 * the save. The rule and its last word are the desk's (`Phone::parse_or_none`).
 */
export function isPhone(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[\s()\u200b-\u200f\u2060\ufeff\u2010-\u2015\u2212-]/g, '')
  return [NONE, MOBILE, LANDLINE].some((form) => form.test(plain))
}

const NONE = /^(?:无手机|无电话|无|没有)$/
const MOBILE = /^(?:(?:\+|00)?86)?1\d{10}$/
/** An area code has three digits (010, 02x) or four, the number seven or eight. */
const LANDLINE = /^(?:0|(?:\+|00)860?)(?:(?:10|2\d)|(?!10|2)\d{3})\d{7,8}$/
