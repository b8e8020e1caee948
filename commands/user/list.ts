import type { PersonReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { next, table } from '../answer.ts'
import { flag } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatCount } from '../../engine/format.ts'
import { accountsOf, LANGUAGE_WORDS, personJson, ROLE_WORDS } from '../person-view.ts'

export const command = lookCommand({
  noun: 'user',
  verb: 'list',
  help: 'Who has access: roles, languages, accounts',
  example: 'user list',
  role: 'owner',
  arguments: { all: flag({ help: 'those whose access was taken away, too' }) },
  async look({ people }, { all }) {
    const shown = (await people.people()).filter((person) => all || person.active)
    const columns = [say`Person`, say`Role`, say`Language`, say`Accounts`, say`Client`]
    return {
      tone: 'plain',
      heading: formatCount(shown.length, 'person|people'),
      blocks: [
        table(columns, shown.map(rowOf), say`Nobody is known yet: "user invite" gives a code to somebody.`),
        next('user role', 'user list --all'),
      ],
      json: { people: shown.map(personJson) },
    }
  },
})

const rowOf = (person: PersonReading): Text[] => [
  `#${person.id} ${person.name}`,
  person.active ? ROLE_WORDS[person.role] : say`no access`,
  LANGUAGE_WORDS[person.language],
  accountsOf(person),
  person.clientId === null ? '–' : `#${person.clientId}`,
]
