import { Failure } from '../../engine/failure.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { PROTOCOL_ROLES, type ProtocolRole, quarterOf } from '../../engine/weekly-audit.ts'
import { fields, next } from '../answer.ts'
import { choice, optional, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'

export const PROTOCOL_ROLE_WORDS: Readonly<Record<ProtocolRole, Text>> = {
  administrator: say`system administrator`,
  'technical-lead': say`technical lead`,
  owner: say`business owner`,
}

/** Twelve quarters of three names. */
const SIGNOFFS_READ = 36

export const command = actCommand({
  noun: 'audit',
  verb: 'signoff',
  help: 'Sign, once a quarter and role, that the emergency protocol was reviewed and may be worked by',
  example: 'audit signoff owner',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    role: choice(PROTOCOL_ROLES, { help: 'for whom it is signed', positional: true }),
    note: optional(words({ help: 'what was found, or changed' })),
  },
  async preview(context, { role, note }) {
    const quarter = await unsigned(context, role)
    return {
      what: say`Sign the protocol of ${quarter} as ${PROTOCOL_ROLE_WORDS[role]}`,
      lines: [
        say`version ${context.host.version().version}, with its runbooks, limits and contacts as they are now`,
        ...(note === null ? [] : [say`note: ${note}`]),
      ],
    }
  },
  async act(context, { role, note }) {
    const quarter = await unsigned(context, role)
    const { version } = context.host.version()
    const { actor } = context.asker
    if (!(await context.books.audits.signProtocol({ quarter, role, actor, version, note })))
      throw signedBefore(quarter, role)
    const signed = await signedRoles(context, quarter)
    return {
      tone: 'good',
      heading: say`The protocol of ${quarter} is signed as ${PROTOCOL_ROLE_WORDS[role]}`,
      blocks: [
        fields(
          [say`Signed`, say`${signed.length} of ${PROTOCOL_ROLES.length} roles`],
          [say`Version`, version],
        ),
        next('audit show', 'oncall show'),
      ],
      json: { quarter, role, version, note, signed },
    }
  },
})

const signedBefore = (quarter: string, role: ProtocolRole): Failure =>
  new Failure('refused', say`The protocol of ${quarter} is signed already as ${PROTOCOL_ROLE_WORDS[role]}.`)

const signedRoles = async ({ books }: Pick<LookContext, 'books'>, quarter: string): Promise<ProtocolRole[]> =>
  (await books.audits.protocol(SIGNOFFS_READ))
    .filter((one) => one.quarter === quarter)
    .map(({ role }) => role)

async function unsigned(context: Pick<LookContext, 'books' | 'now'>, role: ProtocolRole): Promise<string> {
  const quarter = quarterOf(context.now)
  if ((await signedRoles(context, quarter)).includes(role)) throw signedBefore(quarter, role)
  return quarter
}
