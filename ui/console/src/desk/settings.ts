/** What this browser remembers of the screen: type size and language. Nothing else is kept in its storage. */
import { setTypeSize, type Language, type TypeSize } from '@shanyi/kit'
import { reactive } from 'vue'

const NAME = 'shanyi.console'
const SIZES: readonly TypeSize[] = [100, 125, 150]

/** How the screen looks. */
export const settings = reactive<{ size: TypeSize; language: Language }>(kept())
setTypeSize(settings.size)

/** The next type size, and after the largest the first again. */
export function nextSize(): void {
  settings.size = SIZES[(SIZES.indexOf(settings.size) + 1) % SIZES.length] ?? 100
  setTypeSize(settings.size)
  keep()
}

/** The other language. */
export function otherLanguage(): Language {
  settings.language = settings.language === 'en' ? 'zh-CN' : 'en'
  document.documentElement.lang = settings.language
  keep()
  return settings.language
}

function kept(): { size: TypeSize; language: Language } {
  try {
    const { size, language } = JSON.parse(localStorage.getItem(NAME) ?? '{}') as { size?: TypeSize; language?: Language }
    return { size: size && SIZES.includes(size) ? size : 100, language: language === 'en' ? 'en' : 'zh-CN' }
  } catch {
    return { size: 100, language: 'zh-CN' }
  }
}

function keep(): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(settings))
  } catch {
    // A browser without storage forgets the size when it is closed; nothing else is lost.
  }
}
