/** Takes pictures of the gallery in the sizes that count: `npm run look -- FOLDER`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { launch, serve } from './browser.mjs'

const here = import.meta.dirname
const folder = resolve(process.argv[2] ?? join(here, 'dist', 'pictures'))
await mkdir(folder, { recursive: true })
await build({ root: here, configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
const site = await serve(join(here, 'dist'))
const browser = await launch(process.env.CHROMIUM)
const sizes = [['1366', 1366, 768, ''], ['1024', 1024, 768, ''], ['1024-150', 1024, 768, '&type=150'], ['1366-township', 1366, 768, '&township']]
for (const room of ['today', 'intake', 'cases', 'form']) {
  for (const [name, width, height, more] of sizes) {
    const page = await browser.open(`${site.base}/?room=${room}${more}`, { width, height })
    await new Promise((done) => setTimeout(done, 150))
    await page.shot(join(folder, `${room}-${name}.png`))
    for (const problem of page.problems) console.error(room, name, problem)
    page.close()
  }
}
for (const paper of ['receipt', 'notice', 'guide']) {
  const page = await browser.open(`${site.base}/?paper=${paper}`, { width: 900, height: 1150 })
  const { data } = await page.send('Page.printToPDF', { preferCSSPageSize: true })
  await writeFile(join(folder, `${paper}.pdf`), Buffer.from(data, 'base64'))
  page.close()
}
await browser.close()
site.close()
