import vue from '@vitejs/plugin-vue'
import type { UserConfig } from 'vite'

/** What every page of this workspace is built with: nothing is fetched from another host, nothing is inlined as a data URL. */
export function page(): UserConfig {
  return {
    base: './',
    plugins: [vue()],
    define: {
      __VUE_OPTIONS_API__: false,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
    },
    build: { target: 'es2022', assetsInlineLimit: 0, emptyOutDir: true },
  }
}
