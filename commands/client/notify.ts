import { sum } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import type { Notice } from '../../engine/paperwork.ts'
import { joined, say } from '../../engine/phrase.ts'
import type { ClientReading, Readings } from '../../engine/readings.ts'
import { next, text } from '../answer.ts'
import { choice, text as words } from '../arguments.ts'
import { languageOf } from '../client-language.ts'
import { NOTICE_TEMPLATES, type NoticeTemplate, noticeWords } from '../client-notice.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { clientName, formatCount } from '../../engine/format.ts'
import { theClient } from '../references.ts'

/** More at once are sent one after the other by nobody. */
const MOST = 20
const UNFINISHED_READ = 1000

export const command = actCommand({
  noun: 'client',
  verb: 'notify',
  help: 'Write what clients are to be told, ready to be sent by a person, and note who told whom',
  example: 'client notify Ana --template delay',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    client: words({
      help: 'one client or several with commas between them, by number or name',
      positional: true,
      completes: 'client',
    }),
    template: choice(NOTICE_TEMPLATES, { help: 'what it is about' }),
  },
  async preview(context, args) {
    const drafts = await draftsOf(context, args)
    return {
      what: say`Note that ${formatCount(drafts.length, 'client')} are told`,
      lines: [
        ...drafts.map(({ client, notice }) => joined([clientName(client), notice.words], ': ')),
        say`the bot sends nothing: it does not know the clients' addresses. You send the words, and it notes that you did`,
      ],
    }
  },
  async act(context, args) {
    const drafts = await draftsOf(context, args)
    await context.actions.recordNotices(
      drafts.map(({ notice }) => notice),
      context.operationId,
    )
    const [first] = drafts
    return {
      tone: 'good',
      heading: say`${formatCount(drafts.length, 'client')} to tell, noted under your name`,
      blocks: [
        text(say`Copy each text and send it to the client in the way that you usually reach him.`),
        ...drafts.flatMap(({ client, notice }) => [text(clientName(client)), text(notice.words)]),
        next(`client show ${first?.client.id ?? 1n}`, 'client list'),
      ],
      json: {
        notices: drafts.map(({ notice }) => ({
          clientId: notice.clientId.toString(),
          template: notice.template,
          language: notice.language,
          words: notice.words,
        })),
      },
    }
  },
})

interface Draft {
  readonly client: ClientReading
  readonly notice: Notice
}

async function draftsOf(
  { readings, people, settings }: Pick<LookContext, 'readings' | 'people' | 'settings'>,
  args: { client: string; template: NoticeTemplate },
): Promise<Draft[]> {
  const clients = await theClients(readings, args.client)
  const known = await people.people()
  const drafts: Draft[] = []
  for (const client of clients) {
    const language = languageOf(client, known) ?? 'en'
    const unfinished = await readings.transfers({
      status: 'unfinished',
      clientId: client.id,
      limit: UNFINISHED_READ,
    })
    const facts = {
      client,
      pendingSats: sum(unfinished.map(({ amountSats }) => amountSats)),
      timeZone: settings['operator-timezone'],
    }
    const spoken = noticeWords(args.template, language, facts)
    drafts.push({
      client,
      notice: { clientId: client.id, template: args.template, language, words: spoken },
    })
  }
  return drafts
}

async function theClients(readings: Readings, written: string): Promise<ClientReading[]> {
  const references = written
    .split(',')
    .map((reference) => reference.trim())
    .filter((reference) => reference !== '')
  if (references.length > MOST)
    throw new Failure('usage', say`At most ${MOST} clients at once; ${references.length} were given.`)
  const found = new Map<bigint, ClientReading>()
  for (const reference of references) {
    const client = await theClient(readings, reference)
    found.set(client.id, client)
  }
  return [...found.values()]
}
