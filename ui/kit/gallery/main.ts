/** The gallery: every part of the kit at once, to be looked at while working on it. Not shipped. */
import '@shanyi/kit/style.css'
import { createWords, guardReload, setTypeSize, townshipDesk, type TypeSize } from '@shanyi/kit'
import { GuideSheet, NoticeSheet, ReceiptSheet } from '@shanyi/paper'
import { guide, notice, receipt } from '@shanyi/paper/samples'
import { createApp, h } from 'vue'
import Gallery from './Gallery.vue'

const wanted = new URLSearchParams(location.search)
setTypeSize((Number(wanted.get('type')) || 100) as TypeSize)
if (wanted.has('township')) townshipDesk()
guardReload()
const papers = { receipt: () => h(ReceiptSheet, { paper: receipt }), notice: () => h(NoticeSheet, { paper: notice }), guide: () => h(GuideSheet, { paper: guide }) }
const paper = Object.entries(papers).find(([name]) => name === wanted.get('paper'))?.[1]
createApp(paper ?? Gallery, paper ? {} : { room: wanted.get('room') ?? 'intake', township: wanted.has('township') })
  .use(createWords({}, wanted.has('en') ? 'en' : 'zh-CN'))
  .mount('#app')
