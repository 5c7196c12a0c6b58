/** The station's window: one page for the operator, and one for each sheet that is printed. */
import '@shanyi/kit/style.css'
import './style.css'
import { call, firstAnswersTaken } from '@shanyi/contract'
import { bringDialogs, guardFields, guardReload, lookForFonts, useKnownFonts } from '@shanyi/kit'
import { createApp, type Component } from 'vue'
import App from './App.vue'
import { look } from './desk/live'
import { settings } from './desk/settings'
import { readAtHand } from './drafts/at-hand'
import { watchFirstPicture } from './first-picture'
import type { DoorView } from '@shanyi/contract'
import { isShut } from './door/door'
import { go, placeOf } from './place'
import { bringRooms } from './rooms'
import { beginWith } from './today/rows'
import { stationWords } from './words'

/** A desk that takes longer to open than this, in milliseconds, is waited for by a page that stands. */
const LONG = 150
const FONTS = 'shanyi.fonts'

guardReload()
guardFields()
useKnownFonts(FONTS)
const words = stationWords(settings.language)
document.documentElement.lang = settings.language
// This script is `async`: with any other the document would be there only after it, and so would the frame through which
// calls go, which is made of a document that is there.
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', begin, { once: true })
else begin()

function begin(): void {
  void (placeOf(location.hash).room === 'paper' ? paper() : start())
}

function put(page: Component): void {
  createApp(page).use(words).mount('#app')
}

async function paper(): Promise<void> {
  put((await import('./paper/PaperPage.vue')).default)
}

async function start(): Promise<void> {
  const door = await call('door').catch(() => undefined)
  if (door && isShut(door)) await stand(door)
  else await desk()
}

/** Stands before the door until somebody is in. Another than before begins at home: nothing of the former's page is theirs. */
async function stand(door: DoorView): Promise<void> {
  const { default: DoorPage } = await import('./door/DoorPage.vue')
  firstAnswersTaken()
  const page = createApp(DoorPage, {
    door,
    onOpen: (opened: DoorView) => {
      page.unmount()
      if (opened.state !== 'open' || !opened.again) go({ room: 'today' })
      void desk()
    },
  })
  page.use(words).mount('#app')
}

async function desk(): Promise<void> {
  // One picture of the whole page is there sooner than one of an empty page and another.
  const found = Promise.all([look(), readAtHand(), call('today').then(beginWith)])
  await Promise.race([found.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, LONG))])
  put(App)
  firstAnswersTaken()
  await watchFirstPicture()
  await Promise.all([bringRooms(), bringDialogs()])
  lookForFonts(FONTS)
}
