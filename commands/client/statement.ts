import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { fields, next, text } from '../answer.ts'
import { choice, optional, text as words } from '../arguments.ts'
import { languageOf } from '../client-language.ts'
import { addsUp, statementRows } from '../client-statement.ts'
import { inClientFiat } from '../client-view.ts'
import { csvFile, fileName } from '../csv.ts'
import { lookCommand } from '../definition.ts'
import { clientName, formatSats } from '../../engine/format.ts'
import { clientArgument, theClient } from '../references.ts'

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/

export const command = lookCommand({
  noun: 'client',
  verb: 'statement',
  help: "A month of a client's account, as a PDF for the client and as a table: every movement with the balance after it",
  example: 'client statement Ana 2026-11',
  role: 'operator',
  arguments: {
    client: clientArgument,
    month: optional(
      words({ help: 'the month; this one unless given', placeholder: 'YYYY-MM', positional: true }),
    ),
    language: optional(
      choice(['en', 'es'], { help: "of the papers; the client's own, or yours, unless given" }),
    ),
  },
  async look({ readings, settings, asker, people, papers, now }, args) {
    const client = await theClient(readings, args.client)
    const timeZone = settings['operator-timezone']
    const month = args.month ?? monthOf(now, timeZone)
    if (!MONTH.test(month))
      throw new Failure('usage', say`--month must be a month such as 2026-11; "${month}" is not.`)
    const statement = await readings.statement(client.id, { month, timeZone })
    const language =
      args.language ?? languageOf(client, await people.people()) ?? asker.person?.language ?? 'en'
    const rows = statementRows(client, statement, language)
    const receivedMsat = statement.movements.reduce((sum, { receivedMsat: got }) => sum + got, 0n)
    const sound = addsUp(statement)
    const pdf = sound ? await papers.statement({ client, month, timeZone, statement, language, now }) : null
    return {
      private: true,
      tone: sound ? 'good' : 'bad',
      heading: say`${clientName(client)}: statement of ${month}`,
      blocks: [
        fields(
          [say`At the beginning`, inClientFiat(client, statement.opening)],
          [say`Movements`, String(statement.movements.length)],
          [say`Sats received`, formatSats(receivedMsat / 1000n)],
          [say`At the end`, inClientFiat(client, statement.closing)],
        ),
        text(
          sound
            ? say`The movements lead from the one balance to the other ✔`
            : say`The movements do not lead from the one balance to the other ✘`,
        ),
        ...(pdf === null
          ? []
          : [
              text(
                say`The PDF is for the client. The table is for you: the reasons of corrections stand in it, in the words of whoever made them.`,
              ),
              {
                kind: 'file' as const,
                private: true,
                name: fileName('statement', 'pdf', pdf, now),
                mediaType: 'application/pdf',
                bytes: pdf,
              },
            ]),
        { kind: 'file', private: true, ...csvFile('statement', rows, now) },
        next(`client history ${client.id}`, `client balance ${client.id}`),
      ],
      json: {
        clientId: client.id.toString(),
        month,
        language,
        fiatCode: client.fiatCode,
        openingMinor: statement.opening.toString(),
        closingMinor: statement.closing.toString(),
        receivedMsat: receivedMsat.toString(),
        movements: statement.movements.map((movement) => ({
          at: movement.at.toISOString(),
          kind: movement.kind,
          reference: movement.reference,
          changeMinor: movement.change.toString(),
          receivedMsat: movement.receivedMsat.toString(),
          cashOutId: movement.cashOutId?.toString() ?? null,
        })),
      },
    }
  },
})

/** '2026-11', by the operator's calendar. */
const monthOf = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' }).format(moment).slice(0, 7)
