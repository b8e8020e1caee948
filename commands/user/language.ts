import { Failure } from '../../engine/failure.ts'
import type { PersonReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { next } from '../answer.ts'
import { choice } from '../arguments.ts'
import type { Asker } from '../asker.ts'
import { actCommand } from '../definition.ts'
import { LANGUAGE_WORDS, personJson } from '../person-view.ts'

export const command = actCommand({
  noun: 'user',
  verb: 'language',
  help: 'The language in which you are answered',
  example: 'user language es',
  role: 'viewer',
  confirm: 'C0',
  arguments: {
    language: choice(['en', 'es'], { help: 'en for English, es for Spanish', positional: true }),
  },
  async preview({ asker }, { language }) {
    const person = paired(asker)
    return {
      what: say`Answer ${person.name} in ${LANGUAGE_WORDS[language]}`,
      lines: [say`language: ${LANGUAGE_WORDS[person.language]} → ${LANGUAGE_WORDS[language]}`],
    }
  },
  async act({ asker, people }, { language }) {
    const person = paired(asker)
    await people.setLanguage(person.id, language)
    return {
      tone: 'good',
      heading: say`You are answered in ${LANGUAGE_WORDS[language]} from now on`,
      blocks: [next('help', 'user whoami')],
      json: personJson({ ...person, language }),
    }
  },
})

function paired({ person }: Asker): PersonReading {
  if (person === null)
    throw new Failure(
      'refused',
      say`This account is linked to nobody: link it first, with "user invite" and "user pair".`,
    )
  return person
}
