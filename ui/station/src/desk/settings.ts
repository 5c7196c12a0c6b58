/** What this PC's screen remembers. */
import { rememberedScreen } from '@shanyi/kit'

export const { settings, nextSize, otherLanguage } = rememberedScreen('shanyi.screen')
