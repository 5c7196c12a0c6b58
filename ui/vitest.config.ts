import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    environment: 'jsdom',
    include: ['*/src/**/*.test.ts', 'kit/gallery/*.test.ts'],
    restoreMocks: true,
    setupFiles: ['kit/src/test/setup.ts'],
    testTimeout: 20_000,
  },
})
