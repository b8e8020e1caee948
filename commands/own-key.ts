import { Failure } from '../engine/failure.ts'
import { formatAge, formatCount, formatTime } from '../engine/format.ts'
import { WALLET_ROLES, type WalletRole } from '../engine/observe-wallets.ts'
import type { KeyInUse } from '../engine/own-keys.ts'
import { actorName } from '../engine/people.ts'
import { say, type Text } from '../engine/phrase.ts'
import { walletName } from '../engine/wallet-words.ts'
import { type Answer, fields, next, text } from './answer.ts'
import type { ActContext, LookContext, Preview } from './definition.ts'
import { walletKey } from './wallet-key.ts'

/** What "config rotate source" and its like ask for; a client of that name is meant by his number. */
export const ownRoleOf = (written: string): WalletRole | null =>
  WALLET_ROLES.find((role) => role === written.trim().toLowerCase()) ?? null

export interface OwnKeyRequest {
  readonly role: WalletRole
  readonly key: string | null
  readonly use: bigint | null
  readonly back: boolean
}

/** A key as it may be shown. */
export const maskedKey = (firstCharacters: string | null): string =>
  firstCharacters === null ? '–' : `${firstCharacters}…`

const inUseOf = async ({ probes }: LookContext, role: WalletRole): Promise<KeyInUse> => {
  const found = (await probes.ownKeys()).find((key) => key.role === role)
  if (found === undefined) throw new Error('every role is listed')
  return found
}

export async function previewOwnKey(context: LookContext, request: OwnKeyRequest): Promise<Preview> {
  if (request.use !== null && request.back)
    throw new Failure('usage', say`--use and --back say the opposite: give one of them.`)
  const now = await inUseOf(context, request.role)
  if (request.use !== null) return previewUse(context, now, request.use)
  return request.back ? previewBack(now) : previewEntering(now, request)
}

function previewEntering(now: KeyInUse, { role, key }: OwnKeyRequest): Preview {
  if (key !== null) walletKey(key)
  return {
    what: say`Enter a new key for the ${walletName(role)}`,
    lines: [
      nowLine(now),
      say`a key of another wallet is refused: balances and history belong to wallet ${now.walletId ?? '–'}`,
      key === null
        ? say`you get a link to a page on the server itself, good for one key and ten minutes`
        : say`the key is tried in LNbits first, and stored encrypted`,
      say`nothing uses it before a second person has agreed`,
    ],
  }
}

const nowLine = (now: KeyInUse): Text =>
  say`in use: ${maskedKey(now.firstCharacters)}, ${now.from === 'books' ? say`entered in the books` : say`from the settings`}`

async function previewUse(context: LookContext, now: KeyInUse, id: bigint): Promise<Preview> {
  const entered = now.entered.find((key) => key.id === id)
  if (entered === undefined)
    throw new Failure(
      'refused',
      say`There is no key ${id} of the ${walletName(now.role)} that could be put in force: one may be used within a day, once. Enter it with "config rotate ${now.role}".`,
    )
  const who = actorName(entered.enteredBy, await context.people.people())
  return {
    what: say`Use the new key ${maskedKey(entered.firstCharacters)} for the ${walletName(now.role)}`,
    lines: [
      say`before: ${maskedKey(now.firstCharacters)} · after: ${maskedKey(entered.firstCharacters)}, of the same wallet ${now.walletId ?? '–'}`,
      say`it was entered by ${who}, ${formatTime(entered.enteredAt)}; it is tried once more`,
      say`the old key is kept until a payment has gone through with the new one`,
      say`every process uses it within a second; what waited for it is tried at once`,
    ],
    confirm: 'C4E',
  }
}

function previewBack(now: KeyInUse): Preview {
  if (now.before === null)
    throw new Failure(
      'refused',
      say`There is no older key of the ${walletName(now.role)} to go back to: "config show" says which is in use.`,
    )
  return {
    what: say`Take the new key of the ${walletName(now.role)} back`,
    lines: [
      say`before: ${maskedKey(now.firstCharacters)} · after: ${maskedKey(now.before)}, of the same wallet ${now.walletId ?? '–'}`,
      say`the old key is tried first; the new one is erased`,
    ],
  }
}

export async function enterOwnKey(context: ActContext, role: WalletRole, key: string): Promise<Answer> {
  const { id, walletId, firstCharacters } = await context.actions.enterOwnKey(role, walletKey(key))
  return {
    tone: 'good',
    heading: say`The new key of the ${walletName(role)} works, and is not used yet`,
    blocks: [
      fields([say`Wallet`, walletId], [say`Key`, say`${maskedKey(firstCharacters)} (number ${id})`]),
      text(say`It is put in force when a second person agrees. It may be used within a day, once.`),
      next(`config rotate ${role} --use ${id}`, 'config show'),
    ],
    json: { role, keyId: id.toString(), walletId, key: maskedKey(firstCharacters), inForce: false },
  }
}

export async function useOwnKey(context: ActContext, role: WalletRole, id: bigint): Promise<Answer> {
  const { walletId, firstCharacters } = await context.actions.useOwnKey(role, id)
  return changedAnswer(context, {
    role,
    walletId,
    firstCharacters,
    heading: say`The ${walletName(role)} is opened with the new key now`,
    rest: say`The old key is kept until a payment has gone through with this one; until then "config rotate ${role} --back" goes back. Write the new key into the settings too once that is so: a database that comes back from a backup may not know it.`,
  })
}

export async function takeBackOwnKey(context: ActContext, role: WalletRole): Promise<Answer> {
  const back = await context.actions.takeBackOwnKey(role)
  return changedAnswer(context, {
    role,
    ...back,
    heading: say`The ${walletName(role)} is opened with the old key again`,
    rest: say`The new key was erased.`,
  })
}

/** What waited for the key, and what a person has to look at, with the way there. */
async function changedAnswer(
  { readings, now }: ActContext,
  changed: { role: WalletRole; walletId: string; firstCharacters: string; heading: Text; rest: Text },
): Promise<Answer> {
  const { role, walletId, firstCharacters } = changed
  const status = await readings.status()
  const of = (wanted: readonly string[]): number =>
    status.transfers.filter((one) => wanted.includes(one.status)).reduce((sum, { count }) => sum + count, 0)
  const waiting = of(['pending', 'invoiced', 'paying'])
  const [review, failed] = [of(['needs_review']), of(['failed'])]
  const oldest = status.oldestUnfinishedAt
  return {
    tone: 'good',
    heading: changed.heading,
    blocks: [
      fields(
        [say`Wallet`, walletId],
        [say`Key`, maskedKey(firstCharacters)],
        [
          say`Unfinished`,
          oldest === null
            ? formatCount(waiting, 'payment')
            : say`${formatCount(waiting, 'payment')}, the oldest for ${formatAge(oldest, now)}`,
        ],
        [say`In doubt`, formatCount(review, 'payment')],
        [say`Failed`, formatCount(failed, 'payment')],
      ),
      text(changed.rest),
      ...(status.payoutsEnabled ? [] : [text(say`Payouts are paused: they go on with "poll resume".`)]),
      next(
        'check wallets',
        ...(status.payoutsEnabled ? [] : ['poll resume payout']),
        ...(waiting + review > 0 ? ['payment retry all-unpaid'] : []),
        ...(review > 0 ? ['payment list --status needs_review'] : []),
        ...(failed > 0 ? ['payment list --status failed'] : []),
        'config show',
      ),
    ],
    json: {
      role,
      walletId,
      key: maskedKey(firstCharacters),
      inForce: true,
      unfinished: waiting,
      inDoubt: review,
      failed,
      payoutsEnabled: status.payoutsEnabled,
    },
  }
}
