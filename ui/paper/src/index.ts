/** Papers: what is printed, one set of sheets for the station and the township. */
import './paper.css'

export { default as GuideSheet } from './GuideSheet.vue'
export { default as InvitationSheet } from './InvitationSheet.vue'
export { default as NoticeSheet } from './NoticeSheet.vue'
export { default as ReceiptSheet } from './ReceiptSheet.vue'
export { default as RecoverySheet } from './RecoverySheet.vue'
export * from './papers'
export { printSheet } from './print'
