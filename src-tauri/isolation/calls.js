// Looks through every call of a page before it goes on to the program. It runs in a frame that the page can't reach
// into, with nothing from outside and nothing of the page's packages; what did not come through here, the program
// can't read. Words and rights are the desk's business: here is only what a call may look like at all.
(() => {
  // The program's build writes its own list between the brackets, the one by which Tauri closes all other commands.
  const COMMANDS = [/* commands */]
  // What a page may hear. Tauri tells more, among it the whole paths of dropped files.
  const EVENTS = ['changed', 'closing', 'dropped', 'drag']
  const LISTENING = { 'plugin:event|listen': EVENTS, 'plugin:event|unlisten': EVENTS }
  // Characters of a call. The longest of ours is a form that is kept while somebody fills it in, a quarter of a million at most; the desk
  // has its own limit for each field, and a better word for who meets it.
  const LONGEST = 4_000_000

  const isPlain = (value) => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

  function mayPass({ cmd, payload }) {
    if (typeof cmd !== 'string') return false
    // Bytes are handed over by another way, and a list is no call.
    if (payload !== undefined && !isPlain(payload)) return false
    if (JSON.stringify(payload ?? {}).length > LONGEST) return false
    const events = Object.hasOwn(LISTENING, cmd) ? LISTENING[cmd] : undefined
    return events ? events.includes(payload?.event) : COMMANDS.includes(cmd)
  }

  window.__TAURI_ISOLATION_HOOK__ = (call) => {
    const { callback, error } = call
    // There is no such command: the page hears that at once, where it would wait without end for a call that went nowhere.
    if (!mayPass(call)) return { cmd: 'kept_back', callback, error, payload: {} }
    // No headers: no command has any.
    return { cmd: call.cmd, callback, error, payload: call.payload ?? {} }
  }
})()
