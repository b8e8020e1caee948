import { randomBytes } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { WalletKeys } from '../../bot/sandbox/lnbits/control.ts'
import type { SimulatedLnbits } from '../../bot/sandbox/lnbits/simulated.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { freshLamassu, type LamassuDatabase } from '../support/lamassu.ts'
import { simulatedLnbits } from '../support/lnbits-simulated.ts'

/** Everything that the program meets outside of itself, in a state where all is well, and the settings that lead there. */
export interface Outside {
  readonly books: TestDatabase
  readonly lamassu: LamassuDatabase
  readonly lnbits: SimulatedLnbits
  readonly wallets: { readonly source: WalletKeys; readonly commission: WalletKeys; readonly ana: WalletKeys }
  readonly environment: Record<string, string>
  close(): Promise<void>
}

const SOURCE_SATS = 10_000_000n

export async function openOutside(folder: string): Promise<Outside> {
  const books = await freshDatabase()
  const lamassu = await freshLamassu('v12')
  const lnbits = simulatedLnbits()
  const lnbitsUrl = await lnbits.start()
  const { control } = lnbits
  const wallets = {
    source: control.createWallet('Source'),
    commission: control.createWallet('Commission'),
    ana: control.createWallet('Ana'),
  }
  control.topUp(wallets.source.walletId, SOURCE_SATS)
  return {
    books,
    lamassu,
    lnbits,
    wallets,
    environment: {
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: books.url,
      LAMASSU_DATABASE_URL: lamassu.url,
      LNBITS_URL: lnbitsUrl,
      LNBITS_SOURCE_ADMIN_KEY: wallets.source.adminKey,
      LNBITS_COMMISSION_INVOICE_KEY: wallets.commission.invoiceKey,
      LNBITS_REQUESTS_PER_MINUTE: '100000',
      SECRETS_KEY: randomBytes(32).toString('base64'),
    },
    async close() {
      await lnbits.stop()
      await lamassu.drop()
      await books.drop()
    },
  }
}

/** A port of this machine where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Listens on a port of the system's choice. */
export const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

/** Stands before a server at an address that stays the same while the server goes away and comes back. */
export interface Gate {
  readonly port: number
  /** Breaks every connection and refuses new ones. */
  shut(): Promise<void>
  open(targetPort: number): Promise<void>
  stop(): Promise<void>
}

export async function openGate(targetPort: number): Promise<Gate> {
  const sockets = new Set<Socket>()
  let target = targetPort
  const serve = (): Server =>
    createServer((incoming) => {
      const outgoing = connect({ host: '127.0.0.1', port: target })
      for (const [socket, other] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        sockets.add(socket)
        socket.on('error', () => other.destroy())
        socket.on('close', () => {
          sockets.delete(socket)
          other.destroy()
        })
      }
      incoming.pipe(outgoing).pipe(incoming)
    })
  let server: Server | null = serve()
  const port = await listening(server)
  const shut = async (): Promise<void> => {
    const closing = server
    server = null
    for (const socket of sockets) socket.destroy()
    if (closing !== null) await new Promise((resolve) => closing.close(resolve))
  }
  return {
    port,
    shut,
    stop: shut,
    async open(newTarget) {
      target = newTarget
      const opened = serve()
      server = opened
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject)
        opened.listen(port, '127.0.0.1', () => resolve())
      })
    },
  }
}
