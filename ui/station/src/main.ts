/** The station's window: one page for the operator, and one for each sheet that is printed. */
import '@shanyi/kit/style.css'
import './style.css'
import { guardFields, guardReload } from '@shanyi/kit'
import { createApp } from 'vue'
import App from './App.vue'
import { settings } from './desk/settings'
import PaperPage from './paper/PaperPage.vue'
import { placeOf } from './place'
import { stationWords } from './words'

guardReload()
guardFields()
const place = placeOf(location.hash)
const words = stationWords(settings.language)
document.documentElement.lang = settings.language
createApp(place.room === 'paper' ? PaperPage : App).use(words).mount('#app')
