// Tells the program when the home page can be used: its rows, its drafts and who sits here are
// drawn, and two frames have gone by. Runs in driven builds only, when asked for.
(() => {
  const all = ['[data-test=today] [data-test=month]', '[data-test=todo] [data-case], [data-test=todo-empty]', '[data-test=sync-badge]']
  const look = () => {
    if (!all.every((place) => document.querySelector(place))) return requestAnimationFrame(look)
    requestAnimationFrame(() => requestAnimationFrame(() => window.__TAURI_INTERNALS__.invoke('usable')))
  }
  requestAnimationFrame(look)
})()
