/** The window's pages over a desk made of memory, to be looked at while working on them. Not shipped. */
import '@shanyi/kit/style.css'
import '../src/style.css'
import { useHost } from '@shanyi/contract'
import { guardReload, setTypeSize, type TypeSize } from '@shanyi/kit'
import { createApp, h } from 'vue'
import App from '../src/App.vue'
import DoorPage from '../src/door/DoorPage.vue'
import { isShut } from '../src/door/door'
import { showMended } from '../src/desk/mended'
import { pictured } from '../src/first-picture'
import PaperPage from '../src/paper/PaperPage.vue'
import { placeOf } from '../src/place'
import { crowdedDesk } from '../src/test/crowded'
import { fakeDesk, NOW, refuse } from '../src/test/fake-desk'
import { awayDesk, stockedDesk } from '../src/test/stocked'
import { stationWords } from '../src/words'

const wanted = new URLSearchParams(location.search)
const desk = wanted.has('empty') ? fakeDesk() : wanted.has('many') ? crowdedDesk() : wanted.has('away') ? awayDesk() : stockedDesk()
if (wanted.has('behind')) desk.station.clock = { ...desk.station.clock, kind: 'behind', ask: true, system: 946_684_980 }
if (wanted.has('jumped')) desk.station.clock = { ...desk.station.clock, kind: 'jumped', system: NOW - 3600 }
if (wanted.has('reading')) desk.health = { ...desk.health, read_only: { kind: 'disk' } }
for (const fault of ['damaged', 'gone'] as const) {
  if (!wanted.has(fault === 'damaged' ? 'shut' : fault)) continue
  desk.health = { ...desk.health, shut: { fault, can_mend: fault === 'damaged', backups: [{ at: NOW - 86_400, cases: 1044 }, { at: NOW - 172_800, cases: 1031 }] } }
  desk.answers.station = () => refuse({ kind: 'store', fault })
}
if (wanted.has('mended')) showMended({ mended: true, events: 3127, from_backup: 12, lost: [{ what: 'event', number: '五星-26-A0417-8', count: 2, returns: true }, { what: 'event', number: '五星-26-A0420-1', count: 1, returns: false }, { what: 'draft', number: null, count: 1, returns: false }] })
if (wanted.has('aside')) {
  const rows = desk.cases.slice(0, 3).map((view) => view.row)
  desk.sync = { ...desk.sync, quarantined: 4, doubled: { since: NOW - 90_000, own: true } }
  desk.answers.set_aside = () => [
    ...(['not_now', 'unknown_case', 'unproven'] as const).map((reason, i) => ({ reason, case: rows[i]?.id ?? null, number: rows[i]?.number ?? null, applicant: i === 1 ? '买买提江·阿卜杜热西提·伊布拉音' : (rows[i]?.applicant ?? null), what: 'commented' as const, saved_at: NOW - 7200 * (i + 1) })),
    { reason: 'malformed', case: null, number: null, applicant: null, what: null, saved_at: null },
  ]
}
if (wanted.has('fresh')) {
  desk.door = { state: 'joining' }
  desk.answers.joining = () => ({ server: null, goes_on: false, joined: null })
}
if (wanted.has('watched')) {
  const [mei, lan] = [{ id: 11, name: '梅建平' }, { id: 12, name: '蓝雪芬' }]
  desk.keys = { ways: { holders: 2, ring: 'file', code: true, code_made: NOW - 86_400, township: false }, authority_until: '2027-02-01', spare_until: '2056-11-13', wanting: [{ kind: 'pin_part_in_file' }, { kind: 'not_for_township' }, { kind: 'authority_ends', until: '2027-02-01', days: 72 }] }
  desk.pinNews = [{ at: NOW - 3600, what: 'given', by: lan }, { at: NOW - 7200, what: 'taken', by: lan }]
  const [row] = desk.cases.map((view) => view.row)
  const acts = [{ kind: 'signed_in' }, { kind: 'wrong_pin', count: 3 }, { kind: 'phone_shown' }, { kind: 'pin_given', to: mei }, { kind: 'pin_taken', from: mei }, { kind: 'form_taken_over', from: mei }, { kind: 'copy_written', cases: 46, images: 12 }, { kind: 'images_let_go', images: 7 }, { kind: 'locked_idle' }, { kind: 'idle_set', minutes: 5 }, { kind: 'recovery_made' }] as const
  desk.journal = { everybody: true, more: true, lines: acts.map((act, i) => ({ position: 90 - i, at: NOW - i * 9000, who: act.kind === 'images_let_go' ? null : i % 3 ? lan : mei, act, case: act.kind === 'phone_shown' && row ? { id: row.id, number: row.number } : null })) }
}
// A clock that goes on: Vue tells events from listeners by it.
const began = Date.now()
const real = Date.now.bind(Date)
Date.now = () => NOW * 1000 + real() - began
useHost(desk.host)
setTypeSize((Number(wanted.get('type')) || 100) as TypeSize)
guardReload()
Object.assign(window, { desk })
pictured.value = true
const { door } = desk
createApp(placeOf(location.hash).room === 'paper' ? PaperPage : isShut(door) ? () => h(DoorPage, { door }) : App)
  .use(stationWords(wanted.has('en') ? 'en' : 'zh-CN'))
  .mount('#app')
