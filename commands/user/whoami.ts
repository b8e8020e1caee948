import { say } from '../../engine/phrase.ts'
import type { Answer } from '../answer.ts'
import { fields, next, text } from '../answer.ts'
import type { Asker } from '../asker.ts'
import { lookCommand } from '../definition.ts'
import { accountName, accountsOf, LANGUAGE_WORDS, personJson, ROLE_WORDS } from '../person-view.ts'

export const command = lookCommand({
  noun: 'user',
  verb: 'whoami',
  help: 'Who you are here, and what you may do',
  example: 'user whoami',
  role: 'anyone',
  arguments: {},
  look: ({ asker }) => Promise.resolve(asker.person === null ? unknown(asker) : known(asker, asker.person)),
})

const known = ({ identity }: Asker, person: NonNullable<Asker['person']>): Answer => ({
  tone: 'plain',
  heading: say`You are ${person.name}`,
  blocks: [
    fields(
      [say`Role`, ROLE_WORDS[person.role]],
      [say`Language`, LANGUAGE_WORDS[person.language]],
      [say`This account`, accountName(identity)],
      [say`Accounts`, accountsOf(person)],
      [say`Client`, person.clientId === null ? '–' : `#${person.clientId}`],
    ),
    next('help', `user language ${person.language === 'en' ? 'es' : 'en'}`),
  ],
  json: { ...personJson(person), known: true },
})

/** What an owner has to be told, and nothing else. */
function unknown({ identity, role }: Asker): Answer {
  const isOwner = role !== 'anyone'
  return {
    tone: 'plain',
    heading: isOwner ? say`You are at the server's own terminal` : say`I don't know you yet`,
    blocks: [
      fields([say`Platform`, identity.platform], [say`User id`, identity.userId]),
      text(
        isOwner
          ? say`Whoever has the server's shell may do everything. To be known by name, link this account: "user invite", then "user pair".`
          : say`Ask an owner for a code, and type it to me directly: user pair, and the code.`,
      ),
      next(isOwner ? 'user list' : 'user pair'),
    ],
    json: { known: false, platform: identity.platform, userId: identity.userId, role },
  }
}
