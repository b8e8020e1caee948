import { clientName, formatCount, formatFiat, formatSats } from '../../engine/format.ts'
import { callsTheOwner, impactOfNobody, satsOf } from '../../engine/incidents/impact.ts'
import type { Impact, Incident } from '../../engine/incidents/incident.ts'
import { impactFigures } from '../../engine/incidents/steps.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { type Block, fields, type LabelledLine, nextWith, text } from '../answer.ts'
import { type ActContext, actCommand } from '../definition.ts'
import { impactJson } from '../incident-json.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

const NAMED = 20

export const command = actCommand({
  noun: 'incident',
  verb: 'impact',
  help: 'Work out what the incident comes to: cash-outs, clients, sats too much, missing and in doubt, and cash',
  example: 'incident impact',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: { id: incidentArgument },
  async preview({ incidents }, args) {
    const { id } = await theIncident(incidents, args.id)
    return { what: say`Work out what incident #${id} comes to`, lines: [] }
  },
  async act(context, args) {
    const { incidents, settings } = context
    const incident = await theIncident(incidents, args.id)
    const impact = await incidents.impactOf(incident)
    await incidents.recordImpact(incident.id, impact)
    const threshold = BigInt(settings['l3-threshold-sats'])
    const calls = callsTheOwner(impact, threshold) && incident.level < 3
    return {
      tone: calls ? 'bad' : impactOfNobody(impact) ? 'good' : 'warn',
      heading: say`Incident #${incident.id} comes to: ${impactFigures(impact)}`,
      blocks: [
        fields(...fieldsOf(impact), ...(await clientFields(context, impact))),
        ...(calls ? [thresholdBlock(impact, threshold)] : []),
        nextWith(buttonsOf(incident, calls)),
      ],
      json: {
        incidentId: incident.id.toString(),
        ...impactJson(impact),
        l3ThresholdSats: threshold.toString(),
        callsLevel3: calls,
      },
    }
  },
})

const fieldsOf = (impact: Impact): (readonly [Text, Text])[] => [
  [say`Cash-outs`, withNumbers(formatCount(impact.cashOuts, 'cash-out'), impact.cashOutIds)],
  [say`Too much`, formatSats(impact.satsOver)],
  [say`Missing`, formatSats(impact.satsUnder)],
  [say`In doubt`, formatSats(impact.satsInDoubt)],
  ...impact.fiat.map(
    ({ amount, exponent, fiatCode }) => [say`Cash`, formatFiat(amount, exponent, fiatCode)] as const,
  ),
]

const withNumbers = (count: Text, ids: readonly bigint[]): Text =>
  ids.length === 0
    ? count
    : joined([
        count,
        ': ',
        ids
          .slice(0, NAMED)
          .map((id) => `#${id}`)
          .join(', '),
      ])

async function clientFields(
  { readings }: Pick<ActContext, 'readings'>,
  impact: Impact,
): Promise<(readonly [Text, Text])[]> {
  const names = await readings.clientNames(impact.clientIds)
  const named = impact.clientIds
    .slice(0, NAMED)
    .map((id) => clientName({ id, username: names.get(id) ?? null }))
  const count = formatCount(impact.clients, 'client')
  return [[say`Clients`, named.length === 0 ? count : joined([count, ': ', joined(named, ', ')])]]
}

const thresholdBlock = (impact: Impact, threshold: bigint): Block =>
  text(
    say`${formatSats(satsOf(impact))} in all: from ${formatSats(threshold)} on the owner is called (l3-threshold-sats).`,
  )

const buttonsOf = ({ id }: Incident, calls: boolean): LabelledLine[] => [
  ...(calls
    ? [
        {
          line: `incident escalate 3 "over the threshold" --id ${id}`,
          label: say`Call level 3`,
          primary: true,
        } as const,
      ]
    : []),
  { line: `incident next ${id}`, label: say`Next step` },
  { line: `incident show ${id}`, label: say`Card` },
]
