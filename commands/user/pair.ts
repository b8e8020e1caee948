import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { accountsOf, personJson, ROLE_WORDS } from '../person-view.ts'

export const command = actCommand({
  noun: 'user',
  verb: 'pair',
  help: 'Make yourself known with the code that an owner gave you',
  example: 'user pair ABCD2345',
  role: 'anyone',
  confirm: 'C0',
  place: 'direct',
  arguments: {
    code: {
      ...words({ help: 'the code, which is valid for ten minutes', placeholder: 'code', positional: true }),
      masked: true,
    },
  },
  preview: () => Promise.resolve({ what: say`Link this account with the code`, lines: [] }),
  async act({ people, asker }, { code }) {
    const outcome = await people.pair(code, asker.identity)
    if (outcome.kind === 'already_paired')
      throw new Failure(
        'refused',
        say`This account belongs to ${outcome.person.name} already: nothing was changed.`,
      )
    if (outcome.kind === 'no_such_code') {
      // Whoever guesses is locked out like everybody who asks for what is not his.
      await people.countRefusal(asker.identity)
      throw new Failure('refused', say`This code is not valid.`)
    }
    const { person } = outcome
    return {
      tone: 'good',
      heading: say`Welcome, ${person.name}`,
      blocks: [
        fields([say`Role`, ROLE_WORDS[person.role]], [say`Accounts`, accountsOf(person)]),
        next('help', 'user whoami', 'user language es'),
      ],
      json: personJson(person),
    }
  },
})
