import { type ActionReading, actorOf, type PersonReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { actionJson, commandText, resultText, verdictJson, verdictText, whoText } from '../action-view.ts'
import { fields, next, table, text } from '../answer.ts'
import { count, moment, optional, text as words, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatCount, formatShortTime } from '../../engine/format.ts'
import { theOne } from '../person-reference.ts'

export const command = lookCommand({
  noun: 'audit',
  verb: 'log',
  help: 'Who did what, the newest first, and whether the log is as it was written',
  example: 'audit log --noun deposit',
  role: 'operator',
  arguments: {
    who: optional(
      words({
        help: 'only what one person did, by number or name, or as terminal:root',
        completes: 'person',
      }),
    ),
    noun: optional(words({ help: 'only commands with this first word, such as deposit' })),
    from: optional(moment({ help: 'only from then on' })),
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 500 }), 25),
  },
  async look({ log, people }, { who, noun, from, limit }) {
    const known = await people.people()
    const actions = await log.actions({
      ...(who === null ? {} : { actor: actorBehind(who, known) }),
      ...(noun === null ? {} : { noun: noun.toLowerCase() }),
      ...(from === null ? {} : { from }),
      limit,
    })
    const verdict = await log.verify()
    const columns = [say`When`, say`Who`, say`Where`, say`Command`, say`Result`]
    return {
      // What people wrote names clients.
      private: true,
      tone: verdict.broken === null ? 'good' : 'bad',
      heading: verdictText(verdict),
      blocks: [
        text(formatCount(actions.length, 'action')),
        table(
          columns,
          actions.map((action) => rowOf(action, known)),
          say`Nothing was done that fits.`,
        ),
        ...(actions.length === limit ? [text(say`The newest ${limit}; --limit shows more.`)] : []),
        fields([say`Newest seal`, verdict.head ?? '–']),
        next('audit log --limit 100', 'user list'),
      ],
      json: { verdict: verdictJson(verdict), actions: actions.map(actionJson) },
    }
  },
})

/** 'terminal:root' is nobody by name; everybody else is in the books, also without access. */
const actorBehind = (who: string, people: readonly PersonReading[]): string =>
  who.includes(':') ? who : actorOf(theOne(people, who))

const rowOf = (action: ActionReading, people: readonly PersonReading[]): Text[] => [
  formatShortTime(action.startedAt),
  whoText(action, people),
  action.surface,
  commandText(action),
  resultText(action),
]
