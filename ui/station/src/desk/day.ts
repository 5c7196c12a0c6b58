/** Days as an operator writes them. */

/** `2026-11-25` of "2026-11-25", "2026年11月25日", "11.25" (the year is that of `near`), "20261125"; nothing where it is no day. */
export function dayTyped(text: string, near: string): string | undefined {
  const plain = text.normalize('NFKC').trim()
  const eight = /^(\d{4})(\d{2})(\d{2})$/.exec(plain)
  const parts = eight ? eight.slice(1) : /^\d+([年月/.\s-]+\d+){1,2}日?$/.test(plain) ? plain.match(/\d+/g) : null
  if (!parts) return undefined
  const [day = 0, month = 0, year = Number(near.slice(0, 4))] = parts.map(Number).reverse()
  const date = new Date(Date.UTC(year, month - 1, day))
  // A month of 31 days that has 30 would be another day in silence.
  if (year < 1000 || year > 9999 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.toISOString().slice(0, 10)
}
