/** The gallery: every part of the kit at once, to be looked at while working on it. Not shipped. */
import '@shanyi/kit/style.css'
import { createWords, guardReload, setTypeSize, townshipDesk, type TypeSize } from '@shanyi/kit'
import { createApp } from 'vue'
import Gallery from './Gallery.vue'

const wanted = new URLSearchParams(location.search)
setTypeSize((Number(wanted.get('type')) || 100) as TypeSize)
if (wanted.has('township')) townshipDesk()
guardReload()
createApp(Gallery, { room: wanted.get('room') ?? 'intake', township: wanted.has('township') })
  .use(createWords({}, wanted.has('en') ? 'en' : 'zh-CN'))
  .mount('#app')
