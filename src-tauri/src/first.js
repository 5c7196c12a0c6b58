// The page's first questions, asked before its script is here, so that it finds their answers when
// it begins; and whether anything changed before it could hear of it. See `ui/contract/src/first.ts`.
(() => {
  const { invoke, transformCallback } = window.__TAURI_INTERNALS__
  const first = { changed: false }
  const changed = { event: 'changed', target: { kind: 'Any' }, handler: transformCallback(() => { first.changed = true }) }
  // The page listens too, and says what went wrong.
  invoke('plugin:event|listen', changed).catch(() => {})
  first.answers = invoke('first_answers')
  first.answers.catch(() => {})
  window.shanyiFirst = first
})()
