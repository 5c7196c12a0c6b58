/** What this browser remembers of the screen. */
import { rememberedScreen } from '@shanyi/kit'

export const { settings, nextSize, otherLanguage } = rememberedScreen('shanyi.console')
