/** Takes pictures of the window's pages in the sizes that count, and looks for barriers: `node station/look/look.mjs FOLDER [PAGE]`. */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { launch, serve } from '../../kit/gallery/browser.mjs'

const here = import.meta.dirname
const folder = resolve(process.argv[2] ?? join(here, 'dist', 'pictures'))
const only = process.argv[3]
await mkdir(folder, { recursive: true })
await build({ root: here, configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
const site = await serve(join(here, 'dist'))
const browser = await launch(process.env.CHROMIUM)
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const settle = (ms = 250) => new Promise((done) => setTimeout(done, ms))

const click = (test) => (page) => page.eval(`document.querySelector('[data-test="${test}"]').click()`)
const fill = (id, text) => async (page) => {
  await page.eval(`document.getElementById('${id}').focus()`)
  await page.type(text)
}
const key = (name, options) => (page) => page.key(name, options)
const enter = key('Enter', { text: '\r' })
const item = [fill('item', '老年'), () => settle(300), enter, () => settle()]
const person = [...item, enter, () => settle(), fill('name', '蓝春妹'), fill('id-number', '331123195903122042'), fill('phone', '13757812208'), fill('address', '五星村下坪组 12 号'), () => settle()]
const papers = [...person, enter, () => settle(400)]
const filled = [...papers, key(' ', { text: ' ' }), () => settle(), key('3', { text: '3' }), key(' ', { text: ' ' }), () => settle()]

/** Where each picture is taken, and what is done before. */
const PAGES = {
  today: ['today', '', []],
  'today-empty': ['today', 'empty', []],
  'today-behind': ['today', 'behind', []],
  'today-shut': ['today', 'shut', []],
  'today-gone': ['today', 'gone', []],
  'today-mended': ['today', 'mended', []],
  'today-only-reading': ['today', 'reading', []],
  'today-jumped': ['today', 'jumped', []],
  day: ['today', 'behind', [key('d', { ctrl: true }), () => settle(300), (page) => page.eval('document.querySelector("input[value=other]").click()'), () => settle(), fill('day-typed', '11月25日'), () => settle()]],
  'first-start': ['today', 'fresh', []],
  'first-start-en': ['today', 'fresh&en', []],
  'first-start-file': ['today', 'fresh', [click('joining-by-file'), () => settle(300)]],
  'first-start-replace': ['today', 'fresh', [key('F7'), () => settle(800)]],
  'first-start-replace-en': ['today', 'fresh&en', [key('F7'), () => settle(800)]],
  log: ['today', '', [click('sync-badge'), () => settle(300), click('open-log'), () => settle(300)]],
  'intake-item': ['intake', '', [fill('item', '老年'), () => settle(300)]],
  'intake-item-card': ['intake', '', item],
  'intake-person': ['intake', '', person],
  'intake-person-wrong': ['intake', '', [...item, enter, () => settle(), fill('id-number', '331123197903122040'), enter, () => settle(), enter, () => settle(400)]],
  'intake-papers': ['intake', '', papers],
  'intake-papers-filled': ['intake', '', filled],
  'intake-ask': ['intake', '', [...filled, key('g', { text: 'g' }), () => settle()]],
  'intake-done': ['intake', '', [...filled, ...['4', 'n', '5', 'n', 'g'].map((k) => key(k, { text: k })), () => settle(500)]],
  cases: ['cases', '', []],
  'cases-conditions': ['cases', '', [key('c', { text: 'c' }), () => settle()]],
  'cases-keep': ['cases', '', [key('f', { text: 'f' }), (page) => page.type('下坪'), key('Escape'), key('b', { text: 'b' }), () => settle()]],
  'cases-none': ['cases', '', [key('f', { text: 'f' }), (page) => page.type('没有'), () => settle()]],
  'cases-empty': ['cases', 'empty', []],
  'cases-many': ['cases', 'many', [() => settle(400)]],
  find: ['today', '', [key('/', { text: '/' }), (page) => page.type('下坪'), () => settle()]],
  'find-many': ['today', 'many', [key('/', { text: '/' }), (page) => page.type('1'), () => settle()]],
  'find-item': ['intake', '', [key('f', { ctrl: true }), (page) => page.type('老年'), () => settle()]],
  'find-none': ['today', '', [key('/', { text: '/' }), (page) => page.type('没有的人'), () => settle()]],
  person: ['person/case401', '', []],
  'person-long': ['person/case402', 'many', []],
  'today-many': ['today', 'many', []],
  'case-granted': ['case/case401', '', []],
  'case-correction': ['case/case417', '', []],
  'case-accepted': ['case/case402', '', []],
  'case-refused': ['case/case390', '', []],
  'away-case': ['case/case401', 'away', []],
  'away-case-en': ['case/case401', 'away&en', []],
  'away-picture': ['case/case401', 'away', [(page) => page.eval('document.querySelector("[data-test=paper-id_card] .sy-thumbs button").click()'), () => settle(300)]],
  'away-picture-en': ['case/case401', 'away&en', [(page) => page.eval('document.querySelector("[data-test=paper-id_card] .sy-thumbs button").click()'), () => settle(300)]],
  'away-sync': ['today', 'away', [click('sync-badge'), () => settle()]],
  'away-sync-en': ['today', 'away&en', [click('sync-badge'), () => settle()]],
  amend: ['case/case417/amend', '', []],
  deliver: ['case/case401/deliver', '', []],
  'deliver-reading': ['case/case401/deliver', 'reading', []],
  'amend-reading': ['case/case417/amend', 'reading', []],
  'withdraw-reading': ['case/case417/withdraw', 'reading', []],
  'leftover': ['draft/withdraw:case401', '', []],
  'deliver-ask': ['case/case401/deliver', '', [enter, () => settle()]],
  withdraw: ['case/case417', '', [key('w', { text: 'w' }), () => settle()]],
  sync: ['today', '', [click('sync-badge'), () => settle()]],
  'sync-keys': ['today', 'watched', [click('sync-badge'), () => settle(400), (page) => page.eval('document.querySelector("[data-test=keys]").scrollIntoView()')]],
  'sync-keys-en': ['today', 'watched&en', [click('sync-badge'), () => settle(400), (page) => page.eval('document.querySelector("[data-test=keys]").scrollIntoView()')]],
  pins: ['pins', '', []],
  'pins-en': ['pins', 'en', []],
  'pin-news': ['today', 'watched', []],
  'pin-news-en': ['pins', 'watched&en', []],
  journal: ['journal', 'watched', []],
  'journal-en': ['journal', 'watched&en', []],
  'sync-aside': ['today', 'aside', [click('sync-badge'), () => settle(400)]],
  'doubled': ['cases', 'aside', []],
  'en-doubled': ['today', 'aside&en', []],
  keys: ['today', '', [key('?', { text: '?' }), () => settle()]],
  receipt: ['paper/receipt/case401', '', []],
  notice: ['paper/notice/case417', '', []],
  guide: ['paper/guide/lnyd', '', []],
  'en-today': ['today', 'en', []],
  'en-case': ['case/case417', 'en', []],
}
const SIZES = [['1366', 1366, 768, ''], ['1024', 1024, 768, ''], ['1024-150', 1024, 768, 'type=150']]

for (const [name, [place, more, steps]] of Object.entries(PAGES)) {
  if (only && !name.startsWith(only)) continue
  for (const [size, width, height, type] of SIZES) {
    const page = await browser.open(`${site.base}/?${[more, type].filter(Boolean).join('&')}#/${place}`, { width, height })
    await settle()
    for (const step of steps) await step(page)
    await page.shot(join(folder, `${name}-${size}.png`))
    const wide = await page.eval('document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll("main")].some((m) => m.scrollWidth > m.clientWidth + 1)')
    if (wide) console.error(name, size, 'is wider than the window')
    await page.eval(axe)
    const barriers = await page.eval('axe.run({ rules: { "landmark-one-main": { enabled: false }, "page-has-heading-one": { enabled: false }, region: { enabled: false } } }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 140)} ${n.any[0]?.message ?? ""}`)))')
    for (const barrier of barriers) console.error(name, size, barrier)
    for (const problem of page.problems) console.error(name, size, problem)
    page.close()
  }
}
await browser.close()
site.close()
