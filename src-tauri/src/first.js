// Keeps for the page what the program tells before it can ask, and whether anything changed before it could hear of it.
// See `first_answers.rs` and `ui/contract/src/first.ts`.
(() => {
  const first = (window.shanyiFirst ??= { changed: false })
  first.answers = first.given ? Promise.resolve(first.given) : new Promise((come) => { first.come = come })
  // A page whose beginning the program did not see is told nothing. It asks, or finds nothing here and each screen asks for itself.
  addEventListener('load', () => {
    if (!first.given) window.__TAURI_INTERNALS__.invoke('first_answers').then(first.come, () => first.come({}))
  })
})()
