/** What a screen remembers of itself: type size and language. Nothing of a villager is kept in a web view's storage. */
import { reactive } from 'vue'
import { setTypeSize, type TypeSize } from './type-size'
import type { Language } from './words/words'

const SIZES: readonly TypeSize[] = [100, 125, 150]

/** How a screen looks. */
export interface ScreenSettings {
  size: TypeSize
  language: Language
}

/** A screen that remembers under this name, with the two things that a person changes about it. */
export function rememberedScreen(name: string): { settings: ScreenSettings; nextSize(): void; otherLanguage(): Language } {
  const settings = reactive<ScreenSettings>(kept(name))
  setTypeSize(settings.size)
  return {
    settings,
    /** The next type size, and after the largest the first again. */
    nextSize() {
      settings.size = SIZES[(SIZES.indexOf(settings.size) + 1) % SIZES.length] ?? 100
      setTypeSize(settings.size)
      keep(name, settings)
    },
    /** The other language. */
    otherLanguage() {
      settings.language = settings.language === 'en' ? 'zh-CN' : 'en'
      document.documentElement.lang = settings.language
      keep(name, settings)
      return settings.language
    },
  }
}

function kept(name: string): ScreenSettings {
  try {
    const { size, language } = JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<ScreenSettings>
    return { size: size && SIZES.includes(size) ? size : 100, language: language === 'en' ? 'en' : 'zh-CN' }
  } catch {
    return { size: 100, language: 'zh-CN' }
  }
}

function keep(name: string, settings: ScreenSettings): void {
  try {
    localStorage.setItem(name, JSON.stringify(settings))
  } catch {
    // Without storage the size is forgotten when the page is closed; nothing else is lost.
  }
}
