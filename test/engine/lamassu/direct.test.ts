import { describeLamassuSource } from '../../contracts/lamassu.ts'
import { createTestSource, freshLamassu } from '../../support/lamassu.ts'

describeLamassuSource('without SSH', {
  async open(version) {
    const database = await freshLamassu(version)
    return {
      database,
      makeSource: () => createTestSource({ databaseUrl: database.url, ssh: null }),
      close: () => database.drop(),
    }
  },
})
