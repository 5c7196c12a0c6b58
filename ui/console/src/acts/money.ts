/** Amounts as they are typed: yuan with at most two digits behind the point, counted in fen. */

/** The fen of an amount in yuan; nothing where it is none. Reckoned on the digits, so that no fraction is lost. */
export function fenOf(yuan: string): number | undefined {
  const found = yuan.trim().replace(/[,，￥¥]/g, '').match(/^(\d{1,9})(?:\.(\d{1,2}))?$/)
  if (!found) return undefined
  const fen = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return fen > 0 ? fen : undefined
}
