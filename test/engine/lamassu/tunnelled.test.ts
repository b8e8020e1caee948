import { generateSshKey, startSandboxSshServer } from '../../../bot/sandbox/atm/ssh-server.ts'
import { describeLamassuSource } from '../../contracts/lamassu.ts'
import { createTestSource, freshLamassu } from '../../support/lamassu.ts'

describeLamassuSource('through an SSH server', {
  async open(version) {
    const database = await freshLamassu(version)
    const { hostname, port } = new URL(database.url)
    const key = generateSshKey()
    const server = await startSandboxSshServer({
      user: 'lamassu',
      authorizedKey: key.publicKey,
      database: { host: hostname, port: Number(port) },
    })
    const ssh = {
      host: server.host,
      port: server.port,
      user: 'lamassu',
      hostKeyFingerprint: server.hostKeyFingerprint,
      privateKey: key.privateKey,
    }
    return {
      database,
      makeSource: () => createTestSource({ databaseUrl: database.url, ssh }),
      async close() {
        await server.stop()
        await database.drop()
      },
    }
  },
})
