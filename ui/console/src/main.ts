/** The township's pages in a browser. */
import '@shanyi/kit/style.css'
import { townshipDesk } from '@shanyi/kit'
import { createApp } from 'vue'
import App from './App.vue'
import { settings } from './desk/settings'
import { consoleWords } from './words'

townshipDesk()
document.documentElement.lang = settings.language
createApp(App).use(consoleWords(settings.language)).mount('#app')
