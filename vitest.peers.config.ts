import { defineConfig } from 'vitest/config'

/** Tests against the real other ends: an SSH server, a Lamassu schema, an LNbits server. One file after the other. */
export default defineConfig({
  test: {
    include: ['test/peers/**/*.peers.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 600_000,
    retry: 0,
    passWithNoTests: true,
  },
})
