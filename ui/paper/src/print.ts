/** Puts a sheet on the printer: for a moment it is all there is of the page. */
import { createApp, nextTick, type Component } from 'vue'

/**
 * Prints one sheet. `print` is the engine's print operation: the browser's own
 * dialog, or the window's with a remembered printer. Answers when it is through.
 */
export async function printSheet<P extends Record<string, unknown>>(sheet: Component<P>, props: P, print: () => unknown = () => window.print()): Promise<void> {
  const root = document.createElement('div')
  root.className = 'paper-root'
  document.body.append(root)
  document.body.classList.add('prints-paper')
  const app = createApp(sheet, props)
  try {
    app.mount(root)
    await nextTick()
    await Promise.all([...root.querySelectorAll('img')].map((image) => image.decode().catch(() => undefined)))
    await print()
  } finally {
    app.unmount()
    root.remove()
    document.body.classList.remove('prints-paper')
  }
}
