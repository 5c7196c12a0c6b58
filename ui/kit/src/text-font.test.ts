import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { lookForFonts, useKnownFonts } from './text-font'

const style = () => document.documentElement.style
const named = (...families: string[]) => (family: string) => families.includes(family)

afterEach(() => {
  localStorage.clear()
  style().cssText = ''
})

test('a window names only the families that were found the last time, in their order', () => {
  useKnownFonts('fonts')
  expect(style().getPropertyValue('--text-here')).toBe('')
  lookForFonts('fonts', named('WenQuanYi Micro Hei', 'Noto Sans CJK SC'))
  // What stands on the screen was drawn with the whole list and is the same.
  expect(style().getPropertyValue('--text-here')).toBe('')
  useKnownFonts('fonts')
  expect(style().getPropertyValue('--text-here')).toBe('"Noto Sans CJK SC", "WenQuanYi Micro Hei"')
  expect(style().getPropertyValue('--num-here')).toBe('"Noto Sans CJK SC", "WenQuanYi Micro Hei"')
})

test('a family that came or went since is shown at once', () => {
  lookForFonts('fonts', named('WenQuanYi Micro Hei'))
  useKnownFonts('fonts')
  lookForFonts('fonts', named('WenQuanYi Micro Hei', 'Bahnschrift'))
  expect(style().getPropertyValue('--num-here')).toBe('"Bahnschrift", "WenQuanYi Micro Hei"')
  lookForFonts('fonts', named())
  expect(style().getPropertyValue('--text-here')).toBe('')
  useKnownFonts('fonts')
  expect(style().getPropertyValue('--text-here')).toBe('')
})

test('nothing but known names gets from the storage into a style', () => {
  for (const kept of ['{"--text-here":"Papyrus"}', '{"--text-here":7}', 'null', 'none']) {
    localStorage.setItem('fonts', kept)
    useKnownFonts('fonts')
    expect([kept, style().getPropertyValue('--text-here')]).toEqual([kept, ''])
  }
})

test('the style names the same families, where nothing is known of them', () => {
  const css = readFileSync(join(import.meta.dirname, 'style', 'kit.css'), 'utf8')
  for (const [place, list] of [['--text-here', /--text-font: var\(--text-here, ([^)]*)\)/], ['--num-here', /--num: var\(--num-here, ([^)]*)\)/]] as const) {
    const families = (css.match(list)?.[1] ?? '').split(', ').map((family) => family.replaceAll('"', ''))
    lookForFonts('fonts', named(...families))
    useKnownFonts('fonts')
    expect(families.length).toBeGreaterThan(3)
    expect(style().getPropertyValue(place)).toBe(families.map((family) => `"${family}"`).join(', '))
    localStorage.clear()
  }
})
