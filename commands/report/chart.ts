import { MOST_DAYS } from '../../engine/chart-figures.ts'
import { Failure } from '../../engine/failure.ts'
import { clientName } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { next } from '../answer.ts'
import { choice, count, optional, withDefault } from '../arguments.ts'
import { type Asker, mayAct } from '../asker.ts'
import { type Chart, type ChartRequest, THEMES } from '../charts.ts'
import { lookCommand, type LookContext } from '../definition.ts'
import { clientArgument, theClient } from '../references.ts'

const KINDS = ['volume', 'commission', 'float', 'client', 'uptime'] as const
type Kind = (typeof KINDS)[number]

/** As long as each is usually asked about. */
const DAYS: Readonly<Record<Kind, number>> = { volume: 14, commission: 30, float: 14, client: 90, uptime: 14 }

const HEADINGS: Readonly<Record<Exclude<Kind, 'client'>, Text>> = {
  volume: say`Sats distributed`,
  commission: say`Commission`,
  float: say`Clients' deposits and how long they last`,
  uptime: say`Polls of Lamassu`,
}

export const command = lookCommand({
  noun: 'report',
  verb: 'chart',
  help: 'A picture of the last days: volume, commission, float, a client, or the polls',
  example: 'report chart volume --days 30',
  role: 'viewer',
  arguments: {
    kind: withDefault(choice(KINDS, { help: 'what is shown', positional: true }), 'volume'),
    client: optional({
      ...clientArgument,
      help: 'whose chart, where it is one of a client',
      positional: false,
    }),
    days: optional(
      count({ help: 'how many days; more than 31 are shown in weeks', least: 1, most: MOST_DAYS }),
    ),
    theme: withDefault(choice(THEMES, { help: 'the picture in dark or light colours' }), 'dark'),
  },
  async look(context, { kind, client, days, theme }) {
    const request = { days: days ?? DAYS[kind], theme }
    const { heading, chart, onward } =
      kind === 'client'
        ? await ofClient(context, client, request)
        : await ofAll(context, kind, client, request)
    const { png, alt, name, json } = chart
    return { tone: 'plain', heading, blocks: [{ kind: 'image', name, png, alt }, next(...onward)], json }
  },
})

interface Shown {
  readonly heading: Text
  readonly chart: Chart
  readonly onward: readonly string[]
}

async function ofClient(
  { readings, charts, asker }: LookContext,
  reference: string | null,
  request: ChartRequest,
): Promise<Shown> {
  refuseUnlessOperator(asker)
  if (reference === null)
    throw new Failure(
      'usage',
      say`--client is missing: say whose chart, such as "report chart client --client Ana".`,
    )
  const client = await theClient(readings, reference)
  return {
    heading: say`${clientName(client)}: sats and average cost`,
    chart: await charts.client(client, request),
    onward: [`client history ${client.id}`, `client balance ${client.id}`],
  }
}

/** What a single client has is for those who handle the money. */
function refuseUnlessOperator(asker: Asker): void {
  if (!mayAct(asker.role, 'operator'))
    throw new Failure('refused', say`The chart of a client is for operators.`)
}

async function ofAll(
  { charts }: LookContext,
  kind: Exclude<Kind, 'client'>,
  client: string | null,
  request: ChartRequest,
): Promise<Shown> {
  if (client !== null)
    throw new Failure(
      'usage',
      say`--client goes with "report chart client" only; this chart is of all of them.`,
    )
  const drawn = {
    volume: () => charts.volume(request),
    commission: () => charts.commission(request),
    float: () => charts.float(request),
    uptime: () => charts.coverage(request),
  }
  const others = KINDS.filter((other) => other !== kind && other !== 'client')
  return {
    heading: HEADINGS[kind],
    chart: await drawn[kind](),
    onward: [...others.map((other) => `report chart ${other}`), 'report daily'],
  }
}
