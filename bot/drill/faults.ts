import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../engine/failure.ts'
import type { DrillScenario } from '../../engine/incidents/drill.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Assembly } from '../assembly.ts'
import type { HandOnBooks } from '../sandbox/hand.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { payAgain, payBack } from './duplicate.ts'

/** The world in which something goes wrong. */
export interface FaultyWorld {
  readonly sandbox: Sandbox
  readonly assembly: Pick<Assembly, 'readings' | 'stores' | 'world'>
  readonly hand: HandOnBooks
  /** A folder of the drill's own, for what somebody outside hands over. */
  readonly folder: string
}

/** Something that is done outside of the bot, in another program or by telephone. */
export interface Outside {
  readonly help: Text
  /** Says what came of it. */
  readonly run: (world: FaultyWorld) => Promise<Text>
}

export interface Fault {
  /** What the source wallet begins with; as much as the sandbox has unless it is said. */
  readonly sourceSats?: bigint
  readonly inject: (world: FaultyWorld) => Promise<void>
  /** By the word behind "outside". */
  readonly outside: Readonly<Record<string, Outside>>
}

const CLIENT = 'Marta'
const TOO_MUCH_MINOR = 25_000n
/** Enough sales to empty a wallet that holds a few of them. */
const MOST_SALES = 60

export const FAULTS: Readonly<Record<DrillScenario, Fault>> = {
  R1: {
    inject: payAgain,
    outside: {
      'give-back': {
        help: say`The one who was paid twice pays it back in cash, and it is written down as settled`,
        run: payBack,
      },
    },
  },
  R2: {
    inject: ({ sandbox }) => sandbox.ssh.stop(),
    outside: {
      'start-ssh': {
        help: say`The SSH server in front of Lamassu is started again`,
        async run({ sandbox }) {
          await sandbox.ssh.start()
          return say`The SSH server answers again.`
        },
      },
    },
  },
  R3: {
    sourceSats: 2_500_000n,
    inject: sellUntilDry,
    outside: {
      'fill-wallet': {
        help: say`Sats are sent to the source wallet in LNbits`,
        async run({ sandbox, assembly }) {
          sandbox.lnbits.control.topUp(await sourceOf({ sandbox, assembly }), 10_000_000n)
          return say`The source wallet holds 10,000,000 sats more.`
        },
      },
    },
  },
  R4: {
    inject: async (world) => world.hand.addToBalance(await clientOf(world), TOO_MUCH_MINOR),
    outside: {
      'undo-change': {
        help: say`Whoever changed the balance in the database takes it back`,
        async run(world) {
          await world.hand.addToBalance(await clientOf(world), -TOO_MUCH_MINOR)
          return say`The balance is what it was before.`
        },
      },
    },
  },
  R5: {
    async inject({ sandbox, hand }) {
      await hand.setSetting('commission-rule', 'ticker')
      await sandbox.atm.sellOnce('lightning')
    },
    outside: {
      'ask-who': {
        help: say`Ask around who changed the commission`,
        run: async () => say`A colleague says: "I tried something in the settings table, and forgot it."`,
      },
    },
  },
  R6: {
    async inject({ sandbox, assembly }) {
      sandbox.lnbits.control.resetKeys(await sourceOf({ sandbox, assembly }))
    },
    outside: {
      'new-key': {
        help: say`Read the new admin key of the source wallet in LNbits, into a file on the server`,
        run: writeNewKey,
      },
    },
  },
}

/** Customers sell, and nobody fills the wallet: what comes last waits. */
async function sellUntilDry({ sandbox, assembly }: FaultyWorld): Promise<void> {
  for (let sale = 0; sale < MOST_SALES; sale += 1) {
    await sandbox.atm.sellOnce('lightning')
    await new Promise((wake) => setTimeout(wake, 500))
    if ((await assembly.readings.status()).waitingReason !== null) return
  }
  throw new Failure('refused', 'The wallet did not run dry: start the drill again.')
}

/** By its name: its key is what a drill may change. */
async function sourceOf({ sandbox }: Pick<FaultyWorld, 'sandbox' | 'assembly'>): Promise<string> {
  const source = sandbox.lnbits.control.wallets().find(({ name }) => name === 'Source')
  if (source === undefined) throw new Error('every sandbox has a source wallet')
  return source.walletId
}

async function clientOf({ assembly }: FaultyWorld): Promise<bigint> {
  const [client] = await assembly.readings.findClients(CLIENT)
  if (client === undefined) throw new Error('every drill has the same clients')
  return client.id
}

async function writeNewKey({ sandbox, folder }: FaultyWorld): Promise<Text> {
  const source = sandbox.lnbits.control.wallets().find(({ name }) => name === 'Source')
  if (source === undefined) throw new Error('every sandbox has a source wallet')
  const file = join(folder, 'new-source.key')
  await writeFile(file, `${source.adminKey}\n`, { mode: 0o600 })
  return say`The new key stands in ${file}: config rotate source --key-file ${file}`
}
