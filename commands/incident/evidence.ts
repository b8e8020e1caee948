import { Failure } from '../../engine/failure.ts'
import { formatCount, formatNumber, formatTime, iso } from '../../engine/format.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import type { EvidenceRequest } from '../../engine/incidents/evidence.ts'
import { dayBounds, localDay } from '../../engine/local-time.ts'
import { actorName } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { type Block, fields, next, right, table, text } from '../answer.ts'
import { actCommand, type ActContext, type LookContext } from '../definition.ts'
import { csvFile } from '../csv.ts'
import type { EvidenceFile } from '../host.ts'
import { readerFor, writtenPostmortem } from '../incident-paper.ts'
import { incidentFirst, theIncident } from '../incident-reference.ts'
import type { PaperReader } from '../papers.ts'

/** More lines than any incident has; what the bot does every minute is not among them. */
const MOST_LINES = 100_000

export const command = actCommand({
  noun: 'incident',
  verb: 'evidence',
  help: 'Everything about an incident in one zip: postmortem, timeline, its files, the books of those days, and their sums',
  example: 'incident evidence 3',
  role: 'treasurer',
  confirm: 'C1',
  place: 'direct',
  arguments: { id: incidentFirst },
  async preview({ incidents, settings, now }, args) {
    const incident = await theIncident(incidents, args.id)
    const { from, to } = daysOf(incident, settings['operator-timezone'], now)
    const files = await incidents.files(incident.id)
    return {
      what: say`Export the evidence of incident #${incident.id}`,
      lines: [
        say`postmortem and timeline, ${formatCount(files.length, 'file')} of the incident, and the books from ${formatTime(from)} up to ${formatTime(to)}`,
        say`it holds clients' names and accounts: give it to nobody who need not have it`,
        say`no key, password or token is in it`,
      ],
    }
  },
  async act(context, args) {
    const { incidents, settings, host, now } = context
    const incident = await theIncident(incidents, args.id)
    const reader = readerFor(context, { names: 'full' })
    const request: EvidenceRequest = {
      incidentId: incident.id,
      range: daysOf(incident, settings['operator-timezone'], now),
      papers: [
        { ...(await writtenPostmortem(context, incident.id, reader)), name: 'postmortem.md' },
        { name: 'timeline.csv', bytes: await timelineOf(context, incident, reader) },
      ],
    }
    return answerOf(incident.id, await host.exportEvidence(request))
  },
})

/** Whole days of the operator's calendar, with the one before: what led to it is often older than the first sign. */
function daysOf({ openedAt, closedAt }: Incident, timeZone: string, now: Date) {
  const dayBefore = new Date(openedAt.getTime() - 86_400_000)
  return {
    from: dayBounds(localDay(dayBefore, timeZone), timeZone).from,
    to: dayBounds(localDay(closedAt ?? now, timeZone), timeZone).until,
  }
}

/** One line each, as a table for spreadsheets. */
async function timelineOf(
  {
    incidents,
    people,
    papers,
    now,
  }: Pick<LookContext, 'incidents' | 'papers' | 'now'> & Pick<ActContext, 'people'>,
  incident: Incident,
  reader: PaperReader,
): Promise<Uint8Array> {
  const known = await people.people()
  const written = (words: Parameters<typeof papers.words>[0]): string => papers.words(words, reader)
  const lines = await incidents.timeline(incident, incident.closedAt ?? now, MOST_LINES)
  if (lines.length === MOST_LINES)
    throw new Failure('refused', say`The timeline has more than ${MOST_LINES} lines: use "export audit".`)
  const rows = lines.map(({ at, source, id, kind, actor, what, words }) => [
    iso(at) ?? '',
    written(formatTime(at)),
    source,
    id.toString(),
    kind,
    actor === null ? '' : written(actorName(actor, known)),
    written(what),
    words ?? '',
  ])
  return csvFile('timeline', [COLUMNS, ...rows], now).bytes
}

const COLUMNS = ['utc', 'local_time', 'source', 'number', 'kind', 'who', 'what', 'words']

const answerOf = (id: bigint, file: EvidenceFile) => ({
  tone: 'good' as const,
  private: true as const,
  heading: say`The evidence of incident #${id} is exported`,
  blocks: [
    fields(
      [say`File`, file.path],
      [say`Size`, say`${formatNumber(file.size.toString())} bytes`],
      ['SHA-256', file.sha256],
    ),
    table(
      [say`File`, right(say`Bytes`)],
      file.manifest.files.slice(0, 20).map(({ name, bytes }) => [name, formatNumber(String(bytes))]),
      say`Nothing was exported.`,
    ),
    ...attached(file),
    next(`incident show ${id}`, 'audit log'),
  ],
  json: {
    incidentId: id.toString(),
    path: file.path,
    name: file.name,
    bytes: file.size,
    sha256: file.sha256,
    takenAt: file.manifest.takenAt,
    from: file.manifest.from,
    to: file.manifest.to,
    files: file.manifest.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  },
})

const attached = ({ name, bytes }: EvidenceFile): Block[] =>
  bytes === null
    ? [
        text(
          say`It is larger than 8 MB, which is the most that goes through a chat: fetch it from the server's disk.`,
        ),
      ]
    : [{ kind: 'file', private: true, name, mediaType: 'application/zip', bytes }]
