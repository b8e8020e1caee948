import { Failure } from '../../engine/failure.ts'
import { joined, listed, say, type Text } from '../../engine/phrase.ts'
import type { StatusReading } from '../../engine/readings.ts'
import { recorded } from '../../engine/recorded.ts'
import { type Answer, type Block, fields, lines, next, text } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { type Asker, mayAct } from '../asker.ts'
import { type Command, isAct, type LookContext, lookCommand, nameOf } from '../definition.ts'
import { formatCount } from '../../engine/format.ts'

export const command = lookCommand({
  noun: 'help',
  verb: '',
  help: 'What you can ask of the bot, with examples',
  example: 'help deposit',
  role: 'viewer',
  alias: 'h',
  arguments: {
    noun: optional(words({ help: 'what it is about, such as "deposit"', positional: true })),
  },
  look: (context, { noun }) =>
    noun === null ? overview(context) : about(context, noun.toLowerCase().replace(/^\//, '')),
})

/** What this person can run from where he asks; all the rest is not spoken of. */
function runnable({ commands, asker }: LookContext): readonly Command[] {
  const isChat = asker.identity.platform !== 'terminal'
  return commands.filter(
    (one) =>
      mayAct(asker.role, one.role) &&
      !(isChat && (one.place === 'terminal' || Object.values(one.arguments).some(isKey))),
  )
}

const isKey = ({ secret, required }: Command['arguments'][string]): boolean => secret && required

async function overview(context: LookContext): Promise<Answer> {
  const mine = runnable(context)
  const nouns = [...new Set(mine.map((one) => one.noun))]
  const status = await context.readings.status()
  const hints = [...(await incidentHints(context)), ...hintsOf(status)].filter(({ command: line }) =>
    mine.some((one) => line.startsWith(nameOf(one))),
  )
  return {
    tone: hints.length > 0 ? 'warn' : 'plain',
    heading: say`What you can ask of me`,
    blocks: [
      ...hintBlocks(hints, context.asker),
      fields(
        ...nouns.map((noun): readonly [Text, Text] => {
          const verbs = mine.filter((one) => one.noun === noun)
          const [first] = verbs
          return [
            written(noun, context.asker),
            first?.verb === '' ? listed(first.help) : verbs.map((one) => one.verb).join(', '),
          ]
        }),
      ),
      text(say`More about one of them: ${written('help deposit', context.asker)}`),
      next(...hints.map((hint) => hint.command), ...firstSteps(mine)),
    ],
    json: { commands: mine.map(jsonOf), hints: hints.map((hint) => hint.command) },
  }
}

/** In a chat commands are known by their slash. */
const written = (line: string, { identity }: Asker): string =>
  identity.platform === 'terminal' ? line : `/${line}`

const firstSteps = (mine: readonly Command[]): string[] =>
  ['status show', 'help deposit', 'help payment'].filter((line) =>
    mine.some((one) => line === nameOf(one) || line === `help ${one.noun}`),
  )

interface Hint {
  readonly words: Text
  readonly command: string
}

/** While something is wrong, the one thing to do comes before everything else. */
async function incidentHints({ incidents }: LookContext): Promise<Hint[]> {
  const views = await Promise.all((await incidents.current()).map(({ id }) => incidents.view(id)))
  return views
    .filter((view) => view !== null)
    .map(({ incident, next: step }) => ({
      words: say`Incident #${incident.id} is open (${incident.summary}). Now: ${step.what}`,
      command: step.line ?? `incident show ${incident.id}`,
    }))
}

/** "What do I do now?" */
function hintsOf(status: StatusReading): Hint[] {
  const review = status.transfers
    .filter((t) => t.status === 'needs_review')
    .reduce((total, t) => total + t.count, 0)
  return [
    ...(status.payoutsEnabled
      ? []
      : [
          {
            words:
              status.pauseReason === null
                ? say`Payouts are paused. See why, put it right, and start them again:`
                : say`Payouts are paused (${recorded(status.pauseReason)}). Put it right, and start them again:`,
            command: 'poll resume',
          },
        ]),
    ...(review === 0
      ? []
      : [
          {
            words: say`${formatCount(review, 'payment')} can't go on without a person. Look at what the wallets say:`,
            command: 'payment list --status needs_review',
          },
        ]),
    ...(status.transactions.quarantined === 0
      ? []
      : [
          {
            words: say`${formatCount(status.transactions.quarantined, 'cash-out')} set aside for a person to decide:`,
            command: 'tx list --status quarantined',
          },
        ]),
    ...(status.pendingDeposits === 0
      ? []
      : [
          {
            words: say`${formatCount(status.pendingDeposits, 'deposit')} waiting for somebody to confirm:`,
            command: 'deposit list --status pending',
          },
        ]),
  ]
}

function hintBlocks(hints: readonly Hint[], asker: Asker): Block[] {
  if (hints.length === 0) return []
  return [
    lines([
      say`What to do now:`,
      ...hints.map((hint) => joined(['• ', hint.words, ' ', written(hint.command, asker)])),
    ]),
  ]
}

/** One noun with its verbs, or one command with its arguments. */
async function about(context: LookContext, wanted: string): Promise<Answer> {
  const { asker } = context
  const mine = runnable(context)
  const named = mine.filter((one) => nameOf(one) === wanted || one.alias === wanted)
  const found = named.length > 0 ? named : mine.filter((one) => one.noun === wanted)
  const [first] = found
  if (first === undefined)
    throw new Failure(
      'refused',
      say`There is nothing called "${wanted}" that you can ask for: "${written('help', asker)}" shows what there is.`,
    )
  const json = { commands: found.map(jsonOf) }
  if (found.length === 1)
    return {
      tone: 'plain',
      heading: nameOf(first),
      blocks: [...details(first, asker), next(first.example, 'help')],
      json,
    }
  return {
    tone: 'plain',
    heading: say`What "${wanted}" can do`,
    blocks: [...found.map((one) => summary(one, asker)), next(...withoutArguments(found), 'help')],
    json,
  }
}

/** What can be asked as it is, for buttons. */
const withoutArguments = (found: readonly Command[]): string[] =>
  found
    .filter((one) => !isAct(one) && Object.values(one.arguments).every(({ required }) => !required))
    .map(nameOf)

const summary = (one: Command, asker: Asker): Block =>
  lines([joined([nameOf(one), ': ', listed(one.help)]), say`for example: ${written(one.example, asker)}`])

function details(one: Command, asker: Asker): Block[] {
  const specs = Object.entries(one.arguments).filter(
    ([, spec]) => asker.identity.platform === 'terminal' || !spec.secret,
  )
  return [
    text(listed(one.help)),
    ...(specs.length === 0
      ? []
      : [
          fields(
            ...specs.map(([name, spec]): readonly [Text, Text] => [
              spec.required ? name : say`${name} (if you like)`,
              spec.choices === undefined
                ? listed(spec.help)
                : joined([listed(spec.help), ` (${spec.choices.join(', ')})`]),
            ]),
          ),
        ]),
    ...(one.file === undefined ? [] : [text(joined([say`File`, ': ', listed(one.file.help)]))]),
    text(say`for example: ${written(one.example, asker)}`),
    ...(isAct(one) ? [text(CONFIRMATIONS[one.confirm])] : []),
  ]
}

const CONFIRMATIONS = {
  C0: say`It is done at once.`,
  C1: say`You see first what would happen, and say yes.`,
  C2: say`You see first what would happen, and type a word.`,
  C4E: say`You see first what would happen, and a second person says yes.`,
} as const

const jsonOf = (one: Command): Answer['json'] => ({
  name: nameOf(one),
  help: one.help,
  example: one.example,
  role: one.role,
  arguments: Object.keys(one.arguments),
})
