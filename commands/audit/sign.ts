import { Failure } from '../../engine/failure.ts'
import { formatCount } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { lastWeeks, weekEnd, weekName, type WeeklyAudit } from '../../engine/weekly-audit.ts'
import { fields, next } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { CHECK_WORDS, notGood, OUTCOMES } from '../audit-view.ts'
import { actCommand, type LookContext } from '../definition.ts'

/** Older weeks stay as they are: signed late, they would say nothing. */
const WEEKS_BACK = 12

export const command = actCommand({
  noun: 'audit',
  verb: 'sign',
  help: "Sign a week's audit, with a word about the manual poll",
  example: 'audit sign --evidence "poll run: 1 new cash-out, #812, paid within a minute"',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    evidence: words({ help: 'how the manual poll from end to end went, in your words' }),
    accepting: optional(words({ help: 'why you sign although a check is not good' })),
    week: optional(
      words({
        help: 'the Sunday with which the week was over; the newest unless given',
        placeholder: 'YYYY-MM-DD',
      }),
    ),
  },
  async preview(context, args) {
    const { week, audit } = await signable(context, args)
    return {
      what: say`Sign the audit of the week up to ${week}`,
      lines: [
        ...audit.checks.map(
          ({ number, outcome, figure }) =>
            say`${OUTCOMES[outcome]} ${number}. ${CHECK_WORDS[number]}: ${figure}`,
        ),
        say`7. ${CHECK_WORDS[7]}: ${args.evidence}`,
        ...(args.accepting === null ? [] : [say`signed all the same, because: ${args.accepting}`]),
      ],
    }
  },
  async act(context, args) {
    const { week, audit } = await signable(context, args)
    const { books, asker } = context
    const { evidence, accepting } = args
    if (!(await books.audits.sign({ week, auditId: audit.id, actor: asker.actor, evidence, accepting })))
      throw signedBefore(week)
    return {
      tone: 'good',
      heading: say`The audit of the week up to ${week} is signed`,
      blocks: [
        fields(
          [say`Checks`, formatCount(audit.checks.length + 1, 'check')],
          [say`Not good`, accepted(audit)],
          [say`Evidence`, evidence],
        ),
        next('audit show', 'report weekly'),
      ],
      json: { week, auditId: audit.id.toString(), evidence, accepting },
    }
  },
})

const accepted = (audit: WeeklyAudit): Text =>
  notGood(audit).length === 0 ? say`none` : formatCount(notGood(audit).length, 'check')

const signedBefore = (week: string): Failure =>
  new Failure('refused', say`The week up to ${week} is signed already: see "audit show".`)

/** The audit that would be signed. Throws Failure where there is none, or something about it is open. */
async function signable(
  { books, now }: Pick<LookContext, 'books' | 'now'>,
  { week: wanted, accepting }: { readonly week: string | null; readonly accepting: string | null },
): Promise<{ week: string; audit: WeeklyAudit }> {
  const week = wanted ?? weekName(weekEnd(now))
  if (!lastWeeks(now, WEEKS_BACK).includes(week))
    throw new Failure(
      'usage',
      say`--week must be one of the last ${WEEKS_BACK} Sundays, such as ${weekName(weekEnd(now))}; "${week}" is not.`,
    )
  const [reading] = await books.audits.weeks([week])
  if (reading?.signoff !== null && reading?.signoff !== undefined) throw signedBefore(week)
  const audit = reading?.latest ?? null
  if (audit === null)
    throw new Failure(
      'refused',
      say`The checks of the week up to ${week} were not made: run "audit weekly" first.`,
    )
  const open = notGood(audit)
  if (open.length > 0 && accepting === null)
    throw new Failure(
      'refused',
      say`That week has ${formatCount(open.length, 'check')} to look at: put right what is wrong and run "audit weekly --again", or say with --accepting why it is signed all the same.`,
    )
  return { week, audit }
}
