import type { FakeFile, FakeMessage, FakeUser, World } from './world.ts'

/** An interaction as the fake keeps it, and how far its answer has come. */
export interface FakeInteraction {
  readonly id: string
  readonly token: string
  readonly type: 2 | 3 | 4 | 5
  readonly user: FakeUser
  readonly channelId: string
  readonly at: Date
  /** The card of a pressed button, or below which a window was opened. */
  readonly source: FakeMessage | null
  /** The type of the first answer; null while there is none. */
  response: number | null
  respondedAt: Date | null
  original: FakeMessage | null
  readonly followUps: FakeMessage[]
  choices: { name: string; value: string }[] | null
  modal: Record<string, unknown> | null
}

/** An error as Discord answers it. */
export class DiscordError extends Error {
  readonly status: number
  readonly body: Record<string, unknown>
  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.body = { message, code }
  }
}

const FIRST_ANSWER_MS = 3_000
const TOKEN_MS = 15 * 60_000

export interface Interactions {
  readonly all: FakeInteraction[]
  begin(made: Pick<FakeInteraction, 'type' | 'user' | 'channelId' | 'source'>): FakeInteraction
  respond(id: string, token: string, body: Record<string, unknown>): FakeInteraction
  editOriginal(token: string, body: Record<string, unknown>, files: readonly FakeFile[]): FakeMessage
  deleteOriginal(token: string): void
  followUp(token: string, body: Record<string, unknown>, files: readonly FakeFile[]): FakeMessage
}

/** The rules of interactions: one first answer within three seconds, and a token for a quarter of an hour. */
export function createInteractions(world: World): Interactions {
  const all: FakeInteraction[] = []
  const ageOf = (interaction: FakeInteraction): number =>
    world.clock.now().getTime() - interaction.at.getTime()

  function answered(token: string): FakeInteraction {
    const interaction = all.find((other) => other.token === token)
    if (interaction === undefined || interaction.response === null)
      throw new DiscordError(404, 10015, 'Unknown Webhook')
    if (ageOf(interaction) > TOKEN_MS) throw new DiscordError(401, 50027, 'Invalid Webhook Token')
    return interaction
  }

  return {
    all,
    begin(made) {
      const id = world.newId()
      const interaction: FakeInteraction = {
        ...made,
        id,
        token: `interaction-token-${id}`,
        at: world.clock.now(),
        response: null,
        respondedAt: null,
        original: null,
        followUps: [],
        choices: null,
        modal: null,
      }
      all.push(interaction)
      return interaction
    },
    respond(id, token, body) {
      const interaction = all.find((other) => other.id === id && other.token === token)
      if (interaction === undefined) throw new DiscordError(404, 10062, 'Unknown interaction')
      if (interaction.response !== null)
        throw new DiscordError(400, 40060, 'Interaction has already been acknowledged.')
      if (ageOf(interaction) > FIRST_ANSWER_MS) throw new DiscordError(404, 10062, 'Unknown interaction')
      carryOut(world, interaction, body)
      interaction.response = body['type'] as number
      interaction.respondedAt = world.clock.now()
      return interaction
    },
    editOriginal(token, body, files) {
      const interaction = answered(token)
      const message = interaction.response === 6 ? interaction.source : interaction.original
      if (message === null || message.deleted) throw new DiscordError(404, 10008, 'Unknown Message')
      world.changeMessage(message, body, files)
      return message
    },
    deleteOriginal(token) {
      const { original } = answered(token)
      if (original === null || original.deleted) throw new DiscordError(404, 10008, 'Unknown Message')
      original.deleted = true
    },
    followUp(token, body, files) {
      const interaction = answered(token)
      const { original } = interaction
      // The first message after "is thinking" takes its place, and stays as visible as that was announced.
      if (interaction.response === 5 && original !== null && original.edits === 0 && !original.deleted) {
        world.changeMessage(original, body, files)
        return original
      }
      const isEphemeral = ((body['flags'] as number | undefined) ?? 0) !== 0
      const message = world.addMessage(interaction.channelId, body, {
        files,
        ephemeralFor: isEphemeral ? interaction.user.id : null,
      })
      interaction.followUps.push(message)
      return message
    },
  }
}

const ofTypes = (interaction: FakeInteraction, types: readonly number[], what: string): void => {
  if (!types.includes(interaction.type)) throw new DiscordError(400, 50035, `Invalid Form Body: ${what}`)
}

function carryOut(world: World, interaction: FakeInteraction, body: Record<string, unknown>): void {
  const data = (body['data'] ?? {}) as Record<string, unknown>
  const ephemeralFor = ((data['flags'] as number | undefined) ?? 0) === 0 ? null : interaction.user.id
  const { channelId } = interaction
  switch (body['type']) {
    case 4:
      ofTypes(interaction, [2, 3, 5], 'a completion takes choices')
      interaction.original = world.addMessage(channelId, data, { files: [], ephemeralFor })
      return
    case 5:
      ofTypes(interaction, [2, 3, 5], 'a completion takes choices')
      interaction.original = world.addMessage(channelId, {}, { files: [], ephemeralFor, loading: true })
      return
    case 6:
      ofTypes(interaction, [3, 5], 'there is no card to change')
      if (interaction.source === null) throw new DiscordError(400, 50035, 'Invalid Form Body: no card')
      return
    case 8:
      ofTypes(interaction, [4], 'only completions take choices')
      interaction.choices = data['choices'] as { name: string; value: string }[]
      return
    case 9:
      ofTypes(interaction, [2, 3], 'a window opens no window')
      interaction.modal = data
      return
    default:
      throw new DiscordError(400, 50035, 'Invalid Form Body: type')
  }
}
