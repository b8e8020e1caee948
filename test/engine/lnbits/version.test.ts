import { describe, expect, test } from 'vitest'
import { Failure } from '../../../engine/failure.ts'
import { assertSupportedVersion } from '../../../engine/lnbits/version.ts'

describe('the version of LNbits', () => {
  test.each(['1.3', '1.3.0', '1.3.1', 'v1.4.0', '1.5.2-rc3', '1.6.2', '1.10.0', '1.3rc1', '2.0.0', '10.0.1'])(
    '%s is supported',
    (version) => {
      expect(() => assertSupportedVersion(version)).not.toThrow()
    },
  )

  test.each(['0.12.12', '1.0.0', '1.2.1', '1.2.99', '', 'main', '1', '1.x', 'x1.6'])(
    '%j is not',
    (version) => {
      expect(() => assertSupportedVersion(version)).toThrow(Failure)
    },
  )

  test('is told to the operator with what is needed', () => {
    expect(() => assertSupportedVersion('1.2.1')).toThrow(
      expect.objectContaining({
        code: 'lnbits_too_old',
        message: expect.stringMatching(/"1\.2\.1".*1\.3.*upgrade/),
      }),
    )
  })
})
