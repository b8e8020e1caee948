import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

/** As always, with what an assertion says written out: it is shown to people. */
export default mergeConfig(base, { test: { chaiConfig: { truncateThreshold: 160 } } })
