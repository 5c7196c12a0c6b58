/** Bytes as people say them: `86 KB`, `1.2 MB`; a byte is never nothing. */
export function bytesWords(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MB`
  return `${Math.max(bytes > 0 ? 1 : 0, Math.round(bytes / 1024))} KB`
}
