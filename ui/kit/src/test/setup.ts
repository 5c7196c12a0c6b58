/** What jsdom lacks and the kit needs to stand. */
import { afterEach } from 'vitest'
import { enableAutoUnmount } from '@vue/test-utils'
import { bringDialogs } from '../parts/dialog'

if (typeof window !== 'undefined') {
  enableAutoUnmount(afterEach)
  class Still {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  globalThis.ResizeObserver ??= Still as unknown as typeof ResizeObserver
  Element.prototype.scrollIntoView ??= () => {}
  Element.prototype.hasPointerCapture ??= () => false
  // jsdom has no pen; a test that draws brings its own.
  HTMLCanvasElement.prototype.getContext = (() => null) as typeof HTMLCanvasElement.prototype.getContext
  globalThis.CSS ??= { escape: (s: string) => s.replace(/[^\w-]/g, '\\$&') } as typeof CSS
  // As in a window whose first screen has stood for a moment.
  await bringDialogs()
}
