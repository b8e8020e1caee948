import { assemble, openDatabase } from '../../../bot/assembly.ts'
import { readConfig } from '../../../bot/config.ts'
import { fiatMinor } from '../../../engine/domain/money.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import type { RealWalletKeys } from '../../support/lnbits-real.ts'
import type { Ground } from './ground.ts'

export interface KillClient {
  readonly id: bigint
  readonly name: string
  readonly fiatCode: string
  readonly wallet: RealWalletKeys
}

const GROUPS = [
  { fiatCode: 'GTQ', count: 15, depositMinor: 3_000_000n, fixed: 3, limitMinor: 2_500_000n },
  { fiatCode: 'USD', count: 10, depositMinor: 3_000_000n, fixed: 2, limitMinor: 2_000_000n },
] as const

/** 25 clients with a wallet and a confirmed deposit each, five of them with a daily limit, and the go-live baseline. */
export async function settleClients(ground: Ground, random: () => number): Promise<KillClient[]> {
  const config = readConfig({ ...ground.environment })
  if (config.world === null) throw new Error('this is no sandbox')
  const database = await openDatabase(config, ground.log)
  const assembly = await assemble({
    config,
    world: config.world,
    database,
    log: ground.log,
    poolSize: 2,
  })
  const clients: KillClient[] = []
  try {
    const actions = await assembly.actionsFor('test')
    for (const { fiatCode, count, depositMinor, fixed, limitMinor } of GROUPS) {
      for (let n = 0; n < count; n += 1) {
        const name = `${fiatCode} ${n}`
        const wallet = await ground.lnbits.createWallet(name)
        const { clientId } = await actions.addClient({
          username: name,
          fiatCode,
          key: wallet.invoiceKey as WalletKey,
          mode: n < fixed ? 'fixed' : 'flow',
          dailyLimit: n < fixed ? fiatMinor(limitMinor) : null,
        })
        const amount = fiatMinor(depositMinor + BigInt(Math.floor(random() * 100_000)))
        const depositId = await actions.addDeposit({ clientId, amount, note: null, idempotencyKey: null })
        await actions.decideDeposit(depositId, 'confirmed', null)
        clients.push({ id: clientId, name, fiatCode, wallet })
      }
    }
    // Go-live: what was sold before this poll is not the clients'.
    const baseline = await actions.pollNow()
    if (baseline.kind !== 'done') throw new Error(`the go-live poll came to ${baseline.kind}`)
    return clients
  } finally {
    await assembly.stop()
  }
}
