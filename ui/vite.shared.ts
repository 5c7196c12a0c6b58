import vue from '@vitejs/plugin-vue'
import type { UserConfig } from 'vite'

/** What every page of this workspace is built with: nothing is fetched from another host, nothing is inlined as a data URL. */
export function page(): UserConfig {
  return {
    base: './',
    plugins: [vue()],
    define: {
      // Named even when empty, so that what is for tests only falls out of the build.
      'import.meta.env.VITE_HTTP_HOST': JSON.stringify(process.env.VITE_HTTP_HOST ?? ''),
      __VUE_OPTIONS_API__: false,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
      // The kit compiles our texts itself (kit/src/words/words.ts).
      __INTLIFY_DROP_MESSAGE_COMPILER__: true,
    },
    build: { target: 'es2022', assetsInlineLimit: 0, emptyOutDir: true },
  }
}
