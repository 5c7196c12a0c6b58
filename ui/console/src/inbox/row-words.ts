/** What a row of the list says about its case, in words. */
import type { CaseRow } from '../api/api'
import type { Say } from '../desk/say'

/** "图 3/5 正在传", "图齐 7/7", "没有图". */
export function imagesWords(row: CaseRow, say: Say): string {
  if (row.images_total === 0) return say('inbox.imagesNone')
  const facts = { here: row.images_here, total: row.images_total }
  return say(row.images_here < row.images_total ? 'inbox.imagesArriving' : 'inbox.imagesHere', facts)
}

/** Whether the day in the row is the one of silence, not of the decision. */
export function ofSilence(row: CaseRow): boolean {
  return row.due === null && row.silence !== null
}
