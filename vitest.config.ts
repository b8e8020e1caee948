import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.peers.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // Two cores, and one PostgreSQL that every worker uses.
    maxWorkers: 2,
    // For a machine on which others work, too: at a load of fifteen the slowest took ten times as long as alone.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    retry: 0,
  },
})
