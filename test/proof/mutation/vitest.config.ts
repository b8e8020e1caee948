import { defineConfig } from 'vitest/config'

/** Only the tests that need neither a database nor a network: each mutant runs those of them that reach it. */
export default defineConfig({
  test: {
    include: [
      'test/engine/domain/*.test.ts',
      'test/engine/{allocate-steps,take-in-decisions,take-in-fingerprint,take-in-steps}.test.ts',
      'test/engine/pay-{answers,invoices,reference,rounds,steps}.test.ts',
    ],
    exclude: ['test/engine/domain/commission-oracle.test.ts'],
    setupFiles: ['test/proof/mutation/setup.ts'],
    cache: false,
  },
})
