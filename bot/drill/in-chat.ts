import { text } from '../../commands/answer.ts'
import type { Command } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { drillPaper } from '../../engine/incidents/drill-paper.ts'
import { SCENARIO_TITLES } from '../../engine/incidents/words.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Assembly } from '../assembly.ts'
import type { Outlet, Reception } from '../chat/conversation.ts'
import type { ChatParts } from '../chat/parts.ts'
import { voiceOf } from '../chat/replies.ts'
import { bannerOf } from '../banner.ts'
import { recordDrill, writeScore } from './record.ts'
import { routeDrills } from './router.ts'
import { createSession, type DrillSession } from './session.ts'

/** Drills of a bot with a chat: played where somebody asked for one, beside the bot's own work. */
export interface DrillsInChat {
  readonly drills: DrillSession
  /** Stands in front of the real reception. */
  front(parts: ChatParts): (real: Reception) => Reception
  /** From now on the drill can speak there by itself. */
  speakThrough(outlet: (platform: Outlet['platform']) => Outlet | null): void
  stop(): Promise<void>
}

export function createDrillsInChat(
  assembly: Pick<Assembly, 'config' | 'chatStores' | 'pool' | 'log'>,
  commands: readonly Command[],
): DrillsInChat {
  const { config, chatStores, pool } = assembly
  const log = assembly.log.child({ module: 'drill' })
  let outletOf: (platform: Outlet['platform']) => Outlet | null = () => null
  let realParts: ChatParts | null = null

  async function post(heading: Text, body: string | null, place: string): Promise<void> {
    const [platform, ...room] = place.split(':')
    if (realParts === null || (platform !== 'discord' && platform !== 'telegram')) return
    try {
      await outletOf(platform)?.post(
        { room: room.join(':') },
        {
          answer: { tone: 'plain', heading, blocks: body === null ? [] : [text(body)], json: {} },
          voice: await voiceOf(realParts, { language: config.chat.language, names: 'initials' }),
          buttons: [],
          banner: bannerOf({ sandbox: true, drill: true }),
        },
      )
    } catch (thrown) {
      log.warn({ reason: sentenceOf(thrown) }, 'a drill could not say something')
    }
  }

  const said = gathered((lines, place) => post(say`The drill says:`, lines, place))
  const drills = createSession({
    dataFolder: config.dataFolder,
    language: config.chat.language,
    people: () => chatStores.people.people(),
    commands,
    // What happens before something goes wrong is nobody's concern.
    print: (line, place) => void (drills.world() !== null && said.add(line, place)),
    async record(score, { parts }) {
      const reader = { language: config.chat.language, timeZone: 'UTC', names: 'initials' } as const
      const markdown = parts.papers.markdown(drillPaper(score), reader)
      await writeScore(config.dataFolder, score, markdown)
      await recordDrill(pool, score, markdown)
    },
    onReady: (_, { scenario, place }) =>
      void post(
        say`The drill begins: ${SCENARIO_TITLES[scenario]}`,
        'alert list · incident list · incident next · outside · drill stop',
        place,
      ),
    log,
  })
  const inRooms: DrillSession = {
    ...drills,
    async start(scenario, asked) {
      if (!asked.place.includes(':'))
        throw new Failure(
          'refused',
          say`At a terminal a drill is a program of its own: "npx satmachine drill ${scenario}", in another terminal.`,
        )
      return drills.start(scenario, asked)
    },
  }
  return {
    drills: inRooms,
    front(parts) {
      realParts = parts
      return (real) => routeDrills(real, parts, drills)
    },
    speakThrough(outlet) {
      outletOf = outlet
    },
    async stop() {
      said.stop()
      await drills.tidy()
    },
  }
}

/** One message for what is said within a moment, and no longer than a message may be. */
const MOMENT_MS = 3000
const LONGEST = 3000

function gathered(post: (lines: string, place: string) => Promise<void>) {
  let lines: string[] = []
  let timer: NodeJS.Timeout | null = null
  return {
    add(line: string, place: string): void {
      lines.push(line)
      timer ??= setTimeout(() => {
        const whole = lines.join('\n')
        lines = []
        timer = null
        void post(whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole, place)
      }, MOMENT_MS)
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
