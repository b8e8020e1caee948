import { describe } from 'vitest'
import { describeConnection } from './lamassu-connection.ts'
import { describeDigests } from './lamassu-digests.ts'
import { describeMachines } from './lamassu-machines.ts'
import { describeRows } from './lamassu-rows.ts'
import type { LamassuSetup } from './lamassu-setup.ts'

/** What every way to a Lamassu database has to keep to. */
export function describeLamassuSource(name: string, setup: LamassuSetup): void {
  describe(`LamassuSource ${name}`, () => {
    describeDigests(setup)
    describeRows(setup)
    describeMachines(setup)
    describeConnection(setup)
  })
}
