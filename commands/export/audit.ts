import { Failure } from '../../engine/failure.ts'
import { formatCount, formatNumber, formatTime } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { ExportRange } from '../../engine/audit-export.ts'
import { type Block, fields, next, right, table, text } from '../answer.ts'
import { moment, optional, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import type { AuditExportFile, AuditExportRequest } from '../host.ts'

export const command = actCommand({
  noun: 'export',
  verb: 'audit',
  help: 'Everything for an accountant in one zip: the tables, what they mean, and how to check them without us',
  example: 'export audit --from 2026-10-01 --to 2026-11-01',
  role: 'treasurer',
  confirm: 'C1',
  place: 'direct',
  arguments: {
    from: optional(moment({ help: 'only what is from then on; balances are told as of the beginning' })),
    to: optional(moment({ help: 'only what is before then' })),
    tables: optional(words({ help: 'only these tables, such as "payments,deposits"', placeholder: 'names' })),
  },
  async preview({ books }, args) {
    const { range, tables } = requestOf(args, books.exportTables)
    return {
      what: say`Export the books for an audit`,
      lines: [
        rangeWords(range),
        tables === null
          ? say`all ${formatCount(books.exportTables.length, 'table')}, each as CSV, with its SHA-256`
          : say`only ${tables.join(', ')}, each as CSV, with its SHA-256`,
        say`it holds every client's name and account: give it to nobody but the auditor`,
        say`no key, password or token is in it`,
      ],
    }
  },
  async act({ books, host }, args) {
    return answerOf(await host.exportAudit(requestOf(args, books.exportTables)))
  },
})

function requestOf(
  { from, to, tables }: { from: Date | null; to: Date | null; tables: string | null },
  known: readonly string[],
): AuditExportRequest {
  if (from !== null && to !== null && from >= to)
    throw new Failure('usage', say`--to must be later than --from.`)
  if (tables === null) return { range: { from, to }, tables: null }
  const names = tables
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '')
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined || names.length === 0)
    throw new Failure(
      'usage',
      say`--tables must name tables; "${unknown ?? ''}" is none. There are: ${known.join(', ')}.`,
    )
  return { range: { from, to }, tables: known.filter((name) => names.includes(name)) }
}

function rangeWords({ from, to }: ExportRange): Text {
  if (from === null && to === null) return say`all of it, from the first row on`
  if (from === null) return say`up to ${formatTime(to)}`
  return to === null
    ? say`from ${formatTime(from)} on`
    : say`from ${formatTime(from)} up to ${formatTime(to)}`
}

const answerOf = (file: AuditExportFile) => ({
  tone: 'good' as const,
  private: true as const,
  heading: say`The books are exported`,
  blocks: [
    fields(
      [say`File`, file.path],
      [say`Size`, say`${formatNumber(file.size.toString())} bytes`],
      ['SHA-256', file.sha256],
    ),
    table(
      [say`Table`, right(say`Rows`)],
      file.manifest.files
        .filter(({ rows }) => rows !== null)
        .map(({ name, rows }) => [name, formatNumber(String(rows))]),
      say`Nothing was exported.`,
    ),
    ...attached(file),
    next('audit log', 'recon run'),
  ],
  json: {
    path: file.path,
    name: file.name,
    bytes: file.size,
    sha256: file.sha256,
    takenAt: file.manifest.takenAt,
    from: file.manifest.from,
    to: file.manifest.to,
    files: file.manifest.files.map(({ name, bytes, sha256, rows }) => ({ name, bytes, sha256, rows })),
  },
})

const attached = ({ name, bytes }: AuditExportFile): Block[] =>
  bytes === null
    ? [
        text(
          say`It is larger than 8 MB, which is the most that goes through a chat: fetch it from the server's disk, or export a shorter time.`,
        ),
      ]
    : [
        text(
          say`README.txt in it says what every column means and how to check the sums; verify.sql checks them all.`,
        ),
        { kind: 'file', private: true, name, mediaType: 'application/zip', bytes },
      ]
