import { type Answer, next, text } from '../../commands/answer.ts'
import { type Command, isAct, nameOf } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import type { PersonReading, RequestReading } from '../../engine/people.ts'
import { actorName } from '../../engine/people.ts'
import { joined, Phrase, say, type Text } from '../../engine/phrase.ts'
import type { Button } from './conversation.ts'
import type { Confirmation, Plan } from './plan.ts'
import { kebab, quoted } from './words.ts'

/** What a button does, by the first character of its token. */
export const TOKENS = { yes: 'y.', no: 'n.', line: 'l.', fill: 'f.' } as const

/** A sentence of a definition, which is its own key. */
export const words = (template: string): Phrase => new Phrase({ kind: 'sentence', template, values: [] })

/** The command line that asks for the same again. */
export const lineOf = (command: Command, written: Readonly<Record<string, string>>): string =>
  [
    nameOf(command),
    ...Object.entries(written).map(([name, value]) => {
      if (command.arguments[name]?.flag === true) return `--${kebab(name)}`
      return `--${kebab(name)}${value.startsWith('-') ? '=' : ' '}${quoted(value)}`
    }),
  ].join(' ')

export interface PreviewCard {
  readonly answer: Answer
  readonly buttons: readonly (readonly Button[])[]
}

/** Before and after, and the buttons for yes and no. */
export function previewCard(
  plan: Pick<Plan, 'preview' | 'word' | 'command'>,
  request: RequestReading,
  confirmation: Confirmation,
  people: readonly PersonReading[],
): PreviewCard {
  const asksWord = request.word !== null
  return {
    answer: {
      tone: 'warn',
      heading: plan.preview.what,
      blocks: [
        text(joined(plan.preview.lines, '\n')),
        text(howToConfirm(request, confirmation, people)),
        ...(confirmation.kind === 'second_person' || confirmation.kind === 'alone'
          ? [next(`approval show ${request.id}`)]
          : []),
      ],
      json: { requestId: request.id.toString(), command: request.command, status: 'open' },
    },
    buttons: [
      [
        {
          token: TOKENS.yes + request.token,
          label: request.level === 'C4E' ? say`Approve` : asksWord ? say`Confirm…` : say`Yes, do it`,
          style: asksWord || request.level === 'C4E' ? 'danger' : 'primary',
          ...(asksWord ? { asks: { title: say`Are you sure?`, label: say`Type ${plan.word}` } } : {}),
        },
        { token: TOKENS.no + request.token, label: say`No`, style: 'plain' },
      ],
    ],
  }
}

function howToConfirm(
  request: RequestReading,
  confirmation: Confirmation,
  people: readonly PersonReading[],
): Text {
  const until = new Phrase({ kind: 'moment', at: request.expiresAt, style: 'relative' })
  if (confirmation.kind === 'second_person')
    return say`${actorName(request.actor, people)} asks for this. Somebody else has to approve it (${joined(
      confirmation.others.map((person) => person.name),
      ', ',
    )}) until ${until}.`
  if (confirmation.kind === 'alone' && request.notBefore !== null && confirmation.coolingOffSeconds > 0) {
    const from = new Phrase({ kind: 'moment', at: request.notBefore, style: 'relative' })
    return say`Nobody else can approve this, so it has to wait: type ${request.word ?? ''} from ${from} on, until ${until}. Anybody may say no until then.`
  }
  if (request.word !== null) return say`To do it, press and type: ${request.word}`
  return say`Shall I? Until ${until}.`
}

/** How a request ended, on every card of it. */
export function settledAnswer(request: RequestReading, people: readonly PersonReading[]): Answer {
  const by = actorName(request.decidedBy ?? request.actor, people)
  const at = new Phrase({ kind: 'moment', at: request.decidedAt ?? request.expiresAt, style: 'full' })
  return {
    tone: request.status === 'done' ? 'good' : 'plain',
    heading: request.what,
    blocks: [text(endingOf(request, by, at))],
    json: { requestId: request.id.toString(), command: request.command, status: request.status },
  }
}

function endingOf(request: RequestReading, by: Text, at: Phrase): Text {
  switch (request.status) {
    case 'done':
      return request.result === null
        ? say`Confirmed by ${by}, ${at}.`
        : say`Confirmed by ${by}, ${at}: ${request.result}`
    case 'refused':
      return say`${by} said no, ${at}. Nothing was done.`
    case 'cancelled':
      return say`Cancelled by ${by}, ${at}. Nothing was done.`
    case 'open':
    case 'expired':
      return say`Its time was over ${at}. Nothing was done.`
  }
}

/** For whoever presses a button that has done its work. */
export function oldCard(
  request: RequestReading,
  people: readonly PersonReading[],
  command: Command | undefined,
): Answer {
  const ended = settledAnswer(request, people)
  return {
    ...ended,
    tone: 'plain',
    heading: say`This card is old: ${request.what}`,
    blocks: [...ended.blocks, next(...(command === undefined ? [] : [lineOf(command, request.written)]))],
  }
}

/** Why it was not done, in the reader's language; a mistake of our own as what it is. */
export function complaint(thrown: unknown): Answer {
  const refused = thrown instanceof Failure
  return {
    tone: refused ? 'warn' : 'bad',
    heading: refused ? thrown.sentence : say`satmachine made a mistake of its own.`,
    blocks: refused
      ? thrown.steps.length > 0
        ? [next(...thrown.steps)]
        : []
      : [
          text(say`Nothing more is known than this: ${sentenceOf(thrown).slice(0, 300)}`),
          next('status show'),
        ],
    json: { error: refused ? thrown.code : 'unexpected' },
  }
}

/** The verbs of a noun, as buttons. */
export const menuAnswer = (noun: string, commands: readonly Command[]): Answer => ({
  tone: 'plain',
  heading: noun,
  blocks: [
    {
      kind: 'fields',
      fields: commands.map((command) => [nameOf(command), words(command.help)] as const),
    },
    next(...commands.map(nameOf)),
  ],
  json: { commands: commands.map(nameOf) },
})

/** An action that was carried out, with who did it: in a room everybody is a witness. */
export function witnessed(answer: Answer, by: Text, approver: Text | null, command: Command): Answer {
  if (!isAct(command)) return answer
  const line = approver === null ? say`By ${by}.` : say`By ${by}, approved by ${approver}.`
  const at = answer.blocks.findIndex((block) => block.kind === 'next')
  const blocks = [...answer.blocks]
  blocks.splice(at === -1 ? blocks.length : at, 0, text(line))
  return { ...answer, blocks }
}
