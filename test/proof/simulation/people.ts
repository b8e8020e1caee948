import { Failure } from '../../../engine/failure.ts'
import { fiatMinor } from '../../../engine/domain/money.ts'
import type { Actions } from '../../../engine/actions.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import type { SettingName } from '../../../engine/settings.ts'
import type { TransferKind } from '../../../engine/storage.ts'
import { startProcess } from './process.ts'
import { changed, type Currency, finished, isOpen, rollSale, type Sale } from './sales.ts'
import { decideAgain, decideCashOut, decidePayment } from './people-by-hand.ts'
import { addClient, rollDeposit, topUp } from './populate.ts'
import type { World } from './world.ts'

/** Customers at the machine, the machine's late reports, and people who correct Lamassu by hand. */
export function customerDoes(world: World): string {
  const { dice } = world
  const open = [...world.sales.values()].filter(
    (sale) => isOpen(sale) && sale.fate === 'absent' && !isOld(world, sale),
  )
  const old = [...world.sales.values()].filter((sale) => sale.fate === 'distributed')
  return dice.weighted<() => string>([
    [10, () => put(world, 'a sale', rollSale(dice, new Date(world.nowMs()), currencies(world)))],
    [open.length > 0 ? 4 : 0, () => put(world, 'a late report', finished(dice.pick(open)))],
    [old.length > 0 ? 0.5 : 0, () => put(world, 'a changed row', changed(dice, dice.pick(old)))],
  ])()
}

/** Dispensed before the bot's first day: never taken in, whatever becomes of its row. */
const isOld = (world: World, { row }: Sale): boolean =>
  world.baseline.has(row.transactionId) && row.dispenseConfirmed === true

const currencies = (world: World): Currency[] => [...new Set(world.clients.map((client) => client.currency))]

function put(world: World, what: string, sale: Sale): string {
  world.model.put(sale.row)
  world.sales.set(sale.row.transactionId, sale)
  return `${what} ${sale.row.transactionId.slice(0, 8)} (${sale.fate})`
}

type Errand = readonly [name: string, run: (actions: Actions) => Promise<unknown>]

/** One person with one errand, at a terminal of his own; whatever he does can be interrupted like everything else. */
export function personDoes(world: World): string {
  const [name, run] = rollErrand(world)
  const process = startProcess(world, `person${world.trace.length}`)
  world.people.add(process)
  void process
    .actions()
    .then(run)
    .catch((thrown: unknown) => world.reportUnlessFailure(`${process.name} (${name})`, thrown))
    .finally(() => world.people.delete(process))
  return `${process.name}: ${name}`
}

function rollErrand(world: World): Errand {
  const { dice } = world
  return dice.weighted<() => Errand>([
    [10, () => deposit(world)],
    [2, () => ['reverses a deposit', () => reverseDeposit(world)]],
    [2, () => ['adjusts a balance', () => adjust(world)]],
    [2, () => ['cancels a payment by hand', () => cancelByHand(world)]],
    [1, () => newClient(world)],
    [3, () => clientStatus(world)],
    [2, () => rotateClientKey(world)],
    [1, () => setting(world)],
    [3, () => ['switches', (actions) => actions.setSwitches(rollSwitches(world), 'a person decided so')]],
    [
      4,
      () => [
        'switches everything on',
        (actions) => actions.setSwitches({ polling: true, payouts: true }, null),
      ],
    ],
    [5, () => ['retries a payment', (actions) => retry(world, actions)]],
    [world.sales.size > 0 ? 3 : 0, () => decideCashOut(world)],
    [world.sales.size > 0 ? 2 : 0, () => decideAgain(world)],
    [3, () => decidePayment(world)],
    [2, () => ['polls', (actions) => actions.pollNow()]],
    [3, () => ['tops up', async () => topUp(world, world.wallets.source, 1_000_000n)]],
  ])()
}

const rollSwitches = ({ dice }: World) =>
  dice.pick([{ payouts: false }, { polling: false }, { polling: false, payouts: false }, { payouts: true }])

/** Repeats the very same after an unclear answer, as the bot's own commands do with their idempotency key. */
function deposit(world: World): Errand {
  const { dice } = world
  const client = dice.pick(world.clients)
  const amount = fiatMinor(rollDeposit(dice, client.currency))
  const wanted = { clientId: client.id, amount, note: null, idempotencyKey: `key-${world.trace.length}` }
  const twoConfirm = dice.chance(0.3)
  const decision = dice.chance(0.9) ? 'confirmed' : 'rejected'
  return [
    `deposits ${amount} ${client.currency} for client ${client.id}`,
    async (actions) => {
      const id = await actions.addDeposit(wanted).catch((thrown: unknown) => {
        if (thrown instanceof Failure) return actions.addDeposit(wanted)
        throw thrown
      })
      const decisions = await Promise.all(
        Array.from({ length: twoConfirm ? 2 : 1 }, () => actions.decideDeposit(id, decision, null)),
      )
      if (decisions.filter(({ kind }) => kind === 'done').length > 1)
        world.fail(`deposit ${id} was confirmed twice`)
    },
  ]
}

/** Statements of docs/sql/emergency.sql: the database itself may refuse them, and then nothing has changed. */
async function byHand(world: World, sql: string, values: unknown[]): Promise<void> {
  await world.scheduler.effect('psql', 'books.byHand', async () => {
    world.after({ process: 'psql', name: 'books.byHand', args: [], result: null, before: null })
    await world.pool.query(sql, values).catch((thrown: { code?: string }) => {
      if (!/^(?:23|P0)/.test(thrown.code ?? '')) throw thrown
    })
  })
}

const reverseDeposit = (world: World): Promise<void> =>
  byHand(
    world,
    `UPDATE dca_deposits SET status = 'reversed', note = 'taken back'
     WHERE id = (SELECT id FROM dca_deposits WHERE status = 'confirmed' ORDER BY id OFFSET $1 LIMIT 1)`,
    [world.dice.between(0, 3)],
  )

const adjust = (world: World): Promise<void> =>
  byHand(world, 'SELECT adjust_client($1, $2, $3)', [
    world.dice.pick(world.clients).id,
    world.dice.between(-50_000, 50_000),
    'counted again',
  ])

const cancelByHand = (world: World): Promise<void> =>
  byHand(
    world,
    `UPDATE transfers SET status = 'cancelled', note = 'given up'
     WHERE kind <> 'funding' AND status IN ('pending', 'needs_review', 'accrued')
       AND id = (SELECT id FROM transfers WHERE status IN ('pending', 'needs_review') ORDER BY id OFFSET $1 LIMIT 1)`,
    [world.dice.between(0, 5)],
  )

const newClient = (world: World): Errand => [
  'adds a client',
  async () => {
    await world.scheduler.effect('psql', 'books.newClient', () =>
      addClient(world, world.dice.pick(currencies(world))),
    )
  },
]

function clientStatus(world: World): Errand {
  const client = world.dice.pick(world.clients)
  const status = world.dice.chance(0.5) ? 'paused' : 'active'
  return [`sets client ${client.id} ${status}`, (actions) => actions.setClientStatus(client.id, status)]
}

/** The wallet's owner makes new keys; between that and the new key's entry every request is refused. */
function rotateClientKey(world: World): Errand {
  const client = world.dice.pick(world.clients)
  return [
    `rotates the key of client ${client.id}`,
    async (actions) => {
      const key = await world.scheduler.effect('psql', 'lnbits.resetKeys', async () =>
        world.network.control.resetKeys(client.walletId),
      )
      await enterKey(world, actions, client, key.invoiceKey as WalletKey)
    },
  ]
}

async function enterKey(
  world: World,
  actions: Actions,
  client: World['clients'][number],
  key: WalletKey,
): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await actions.setClientKey(client.id, client.currency, key)
      return
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
    }
  }
  world.note(`the new key of client ${client.id} could not be entered so far`)
}

function setting(world: World): Errand {
  const choices: [SettingName, string[]][] = [
    ['commission-rule', ['markup', 'ticker']],
    ['fixed-mode', ['on', 'off']],
    ['operator-timezone', ['UTC', 'America/Guatemala', 'Pacific/Kiritimati']],
    ['max-payment-attempts', ['3', '10']],
    ['max-stuck-payment-hours', ['1', '168']],
  ]
  const [name, values] = world.dice.pick(choices)
  const value = world.dice.pick(values)
  return [`sets ${name} to ${value}`, (actions) => actions.setSetting(name, value)]
}

async function retry(world: World, actions: Actions): Promise<void> {
  const [kind, id] = await world.scheduler.effect('psql', 'books.unfinished', async () => {
    const { rows } = await world.pool.query<{ kind: TransferKind; id: bigint }>(
      `SELECT kind, id FROM transfers WHERE status IN ('pending', 'invoiced', 'paying', 'needs_review')
       ORDER BY status <> 'needs_review', id OFFSET $1 LIMIT 1`,
      [world.dice.between(0, 3)],
    )
    return [rows[0]?.kind ?? null, rows[0]?.id ?? 0n] as const
  })
  if (kind !== null) await actions.retryPayment(kind, id)
}
