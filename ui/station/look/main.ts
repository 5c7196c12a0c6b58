/** The window's pages over a desk made of memory, to be looked at while working on them. Not shipped. */
import '@shanyi/kit/style.css'
import '../src/style.css'
import { useHost } from '@shanyi/contract'
import { guardReload, setTypeSize, type TypeSize } from '@shanyi/kit'
import { createApp } from 'vue'
import App from '../src/App.vue'
import PaperPage from '../src/paper/PaperPage.vue'
import { placeOf } from '../src/place'
import { crowdedDesk } from '../src/test/crowded'
import { fakeDesk, NOW } from '../src/test/fake-desk'
import { stockedDesk } from '../src/test/stocked'
import { stationWords } from '../src/words'

const wanted = new URLSearchParams(location.search)
const desk = wanted.has('empty') ? fakeDesk() : wanted.has('many') ? crowdedDesk() : stockedDesk()
if (wanted.has('behind')) desk.station.clock = { ...desk.station.clock, kind: 'behind', ask: true, system: 946_684_980 }
// A clock that goes on: Vue tells events from listeners by it.
const began = Date.now()
const real = Date.now.bind(Date)
Date.now = () => NOW * 1000 + real() - began
useHost(desk.host)
setTypeSize((Number(wanted.get('type')) || 100) as TypeSize)
guardReload()
Object.assign(window, { desk })
createApp(placeOf(location.hash).room === 'paper' ? PaperPage : App)
  .use(stationWords(wanted.has('en') ? 'en' : 'zh-CN'))
  .mount('#app')
