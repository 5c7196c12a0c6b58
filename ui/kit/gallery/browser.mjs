/** A headless Chromium driven over its debugging protocol: enough to look at pages, type, and compose with an input method. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import WebSocket from 'ws'

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png' }

/** Serves a built folder on a free loopback port. */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname))
    const file = join(folder, path.endsWith('/') ? path + 'index.html' : path)
    try {
      const body = await readFile(file)
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

/** Starts Chromium with a profile of its own. */
export async function launch(program = 'chromium') {
  const profile = await mkdtemp(join(tmpdir(), 'shanyi-look-'))
  const child = spawn(program, [
    '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--remote-debugging-port=0',
    `--user-data-dir=${profile}`, 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'pipe'] })
  const address = await new Promise((done, fail) => {
    let said = ''
    child.stderr.on('data', (bytes) => {
      said += bytes
      const found = said.match(/ws:\/\/127\.0\.0\.1:(\d+)/)
      if (found) done(`http://127.0.0.1:${found[1]}`)
    })
    child.once('exit', () => fail(new Error(`chromium ended: ${said}`)))
  })
  return {
    open: (url, size) => openPage(address, url, size),
    async close() {
      const gone = new Promise((done) => child.once('exit', done))
      child.kill()
      await gone
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function openPage(address, url, { width = 1366, height = 768 } = {}) {
  const target = await (await fetch(`${address}/json/new?about:blank`, { method: 'PUT' })).json()
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await new Promise((done) => socket.once('open', done))
  const waiting = new Map()
  const problems = []
  let next = 0
  let loaded
  socket.on('message', (text) => {
    const message = JSON.parse(text)
    if (message.id) waiting.get(message.id)?.(message)
    if (message.method === 'Page.loadEventFired') loaded?.()
    if (message.method === 'Runtime.exceptionThrown') problems.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text)
    if (message.method === 'Runtime.consoleAPICalled' && message.params.type === 'error') problems.push(message.params.args.map((a) => a.value ?? a.description).join(' '))
  })
  const send = (method, params = {}) => new Promise((done, fail) => {
    const id = ++next
    waiting.set(id, (m) => (m.error ? fail(new Error(`${method}: ${m.error.message}`)) : done(m.result)))
    socket.send(JSON.stringify({ id, method, params }))
  })
  await send('Page.enable')
  await send('Runtime.enable')
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
  const page = {
    problems,
    send,
    async go(to) {
      const done = new Promise((resolve) => { loaded = resolve })
      await send('Page.navigate', { url: to })
      await done
    },
    async eval(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value
    },
    async key(key, { code = key, text, windowsVirtualKeyCode = KEYS[key] ?? 0, ctrl = false } = {}) {
      const modifiers = ctrl ? 2 : 0
      await send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', key, code, text, windowsVirtualKeyCode, modifiers })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, windowsVirtualKeyCode, modifiers })
    },
    type: (text) => send('Input.insertText', { text }),
    compose: (text) => send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
    async shot(file, { whole = false } = {}) {
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole })
      await writeFile(file, Buffer.from(data, 'base64'))
    },
    close: () => socket.close(),
  }
  if (url) await page.go(url)
  return page
}

const KEYS = { Enter: 13, Tab: 9, Escape: 27, ArrowDown: 40, ArrowUp: 38, ArrowLeft: 37, ArrowRight: 39, ' ': 32, Backspace: 8 }
