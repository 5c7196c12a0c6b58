/** Serves a built folder on a free loopback port. */
export function serve(folder: string): Promise<{ base: string; close: () => void }>

/** One page of the browser. */
export interface Page {
  /** Errors the page threw or logged. */
  problems: string[]
  send: (method: string, params?: Record<string, unknown>) => Promise<any>
  go: (url: string) => Promise<void>
  eval: (expression: string) => Promise<any>
  key: (key: string, more?: { code?: string; text?: string; windowsVirtualKeyCode?: number }) => Promise<void>
  type: (text: string) => Promise<void>
  compose: (text: string) => Promise<void>
  shot: (file: string, more?: { whole?: boolean }) => Promise<void>
  close: () => void
}

/** Starts Chromium with a profile of its own. */
export function launch(program?: string): Promise<{ open: (url?: string, size?: { width?: number; height?: number }) => Promise<Page>; close: () => Promise<void> }>
