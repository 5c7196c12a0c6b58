/** From a sheet's place in the window to the sheet itself. */
import { call, type PrintedSheet } from '@shanyi/contract'
import { GuideSheet, NoticeSheet, ReceiptSheet, RecoverySheet } from '@shanyi/paper'
import type { Component } from 'vue'
import type { Say } from '../desk/sync-words'
import type { PaperKind } from '../place'
import { guideOf, noticeOf, receiptOf } from './fill'

/** A sheet that is ready to be shown. */
export interface FilledSheet {
  component: Component
  paper: unknown
  size: PrintedSheet
}

/** A4, with the margins that the sheets are made for; lengths in millimetres. */
const A4 = { widthMm: 210, heightMm: 297, marginMm: { top: 14, right: 16, bottom: 14, left: 16 } }

/** Reads what the sheet needs and fills it. */
export async function filled(kind: PaperKind, id: string, say: Say): Promise<FilledSheet> {
  const size = { name: kind, ...A4 }
  if (kind === 'recovery') return { component: RecoverySheet, paper: await call('recovery_sheet'), size }
  const station = await call('station')
  if (kind === 'guide') {
    const item = await call('item', { code: id })
    return { component: GuideSheet, paper: guideOf(item, station, say), size }
  }
  const view = await call('case', { case: id })
  const item = await call('item', { code: view.item_code })
  if (kind === 'receipt') return { component: ReceiptSheet, paper: receiptOf(view, item, station, say), size }
  return { component: NoticeSheet, paper: noticeOf(view, item, station, say), size }
}
