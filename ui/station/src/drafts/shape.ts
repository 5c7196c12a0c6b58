/** Reading what another version of the program may have written. */

/** Reads what was kept, with what is not there as in `blank`; nothing where it has another shape. */
export function shaped<T extends { shape: 1 }>(blank: T, content: unknown): T | undefined {
  if (!isRecord(content) || content.shape !== 1) return undefined
  const alike = Object.entries(blank).every(([key, value]) => {
    const kept = content[key]
    if (kept === undefined || value === null) return true
    return typeof kept === typeof value && kept !== null && Array.isArray(kept) === Array.isArray(value)
  })
  return alike ? { ...blank, ...(Object.fromEntries(Object.keys(blank).flatMap((key) => (content[key] === undefined ? [] : [[key, content[key]]]))) as Partial<T>) } : undefined
}

/** Whether a value has fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
