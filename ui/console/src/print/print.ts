/** Prints a case's papers by the browser's own print dialog. */
import { NoticeSheet, printSheet, ReceiptSheet } from '@shanyi/paper'
import type { CaseView, SessionView } from '../api/api'
import { noticeOf, receiptOf } from './papers'

/** The papers of the township that there are. */
export type PaperName = 'receipt' | 'notice'

/** What can be printed of a case now. */
export function papersOf(view: CaseView): PaperName[] {
  if (view.correction) return ['notice']
  return view.course.some((step) => step.fact === 'accepted' && step.verdict === 'applied') ? ['receipt'] : []
}

/** Prints one. */
export async function printPaper(name: PaperName, view: CaseView, clerk: SessionView | null): Promise<void> {
  if (name === 'receipt') return printSheet(ReceiptSheet, { paper: receiptOf(view) })
  const paper = noticeOf(view, clerk)
  if (paper) await printSheet(NoticeSheet, { paper })
}
