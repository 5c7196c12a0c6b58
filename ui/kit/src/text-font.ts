/**
 * Which of the type's families are on this PC. A web view looks for each missing
 * one anew in every size and weight, and that is most of the time that a first
 * picture takes. So the window remembers what is there and names nothing else.
 */

/** The families of `style/kit.css`, best first; what only has rare characters stays behind them there. */
const FAMILIES = {
  '--text-here': ['Source Han Sans SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei UI', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei'],
  '--num-here': ['DIN Alternate', 'Bahnschrift', 'Noto Sans CJK SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei'],
} as const

type Place = keyof typeof FAMILIES
/** By custom property, the value that takes the place of the whole list. */
export type FamiliesHere = Partial<Record<Place, string>>

const PLACES = Object.keys(FAMILIES) as Place[]

/** Names only the families that were here the last time; all of them when that is not known. */
export function useKnownFonts(name: string): void {
  put(kept(name))
}

/** Looks which families are here, remembers it, and shows it where something else was thought. */
export function lookForFonts(name: string, isHere: (family: string) => boolean = drawn): void {
  const before = kept(name)
  const now: FamiliesHere = {}
  const here = new Map<string, boolean>()
  for (const place of PLACES) {
    const found = FAMILIES[place].filter((family) => {
      if (!here.has(family)) here.set(family, isHere(family))
      return here.get(family)
    })
    // With none of them every list is as slow; the whole one is right.
    if (found.length) now[place] = found.map((family) => `"${family}"`).join(', ')
  }
  if (PLACES.every((place) => before[place] === now[place])) return
  try {
    localStorage.setItem(name, JSON.stringify(now))
  } catch {
    // Without storage each start looks again; nothing else is lost.
  }
  // The whole list shows the same: it is left alone.
  if (PLACES.some((place) => before[place] !== undefined)) put(now)
}

function put(here: FamiliesHere): void {
  for (const place of PLACES) {
    const value = here[place]
    if (value === undefined) document.documentElement.style.removeProperty(place)
    else document.documentElement.style.setProperty(place, value)
  }
}

function kept(name: string): FamiliesHere {
  try {
    const said = JSON.parse(localStorage.getItem(name) ?? '{}') as Record<string, unknown>
    const known = (place: Place) => {
      const value = said[place]
      // Nothing but names of the list gets into a style.
      return typeof value === 'string' && value.split(', ').every((one) => FAMILIES[place].some((family) => one === `"${family}"`)) ? value : undefined
    }
    return Object.fromEntries(PLACES.flatMap((place) => (known(place) === undefined ? [] : [[place, known(place)]])))
  } catch {
    return {}
  }
}

/** A family is here when letters are as wide as in it, and not as in what stands in for it. */
function drawn(family: string): boolean {
  const pen = document.createElement('canvas').getContext('2d')
  if (!pen) return false
  const width = (font: string) => {
    pen.font = `72px ${font}`
    return pen.measureText('mmmmwwwwiiii0123').width
  }
  return ['monospace', 'serif'].some((other) => width(`"${family}", ${other}`) !== width(other))
}
