import type { Channel } from '../../alerts/channel.ts'
import { createDiscordWebhookChannel } from '../../alerts/channels/discord-webhook.ts'
import { createEmailChannel } from '../../alerts/channels/email.ts'
import { createPhoneChannel } from '../../alerts/channels/phone.ts'
import { createSlackChannel } from '../../alerts/channels/slack.ts'
import { createTerminalChannel, type TerminalChannel } from '../../alerts/channels/terminal.ts'
import { createWebhookChannel } from '../../alerts/channels/webhook.ts'
import type { Voice } from '../../engine/phrase.ts'
import type { AlertSettings, WebhookSettings } from '../alert-settings.ts'
import type { RunningChat } from '../chat/chat.ts'
import type { ChatParts } from '../chat/parts.ts'
import { voiceOf } from '../chat/replies.ts'
import { voicesOf } from '../discord/voice.ts'
import { createAlertCards } from './alert-card.ts'
import { createMentions } from './called-by-name.ts'
import { createChatChannel } from './chat-channel.ts'

export interface ChannelParts {
  readonly parts: ChatParts
  readonly settings: AlertSettings
  readonly platforms: readonly ('discord' | 'telegram')[]
  readonly chat: () => Pick<RunningChat, 'outlet' | 'state'> | null
  readonly print: (line: string) => void
}

export interface AlertChannels {
  readonly byKind: ReadonlyMap<string, Channel>
  readonly terminal: TerminalChannel
}

/** Every way out that is configured. */
export function createAlertChannels(options: ChannelParts): AlertChannels {
  const { parts, settings, platforms, print } = options
  const now = (): Date => parts.clock.now()
  const voice = (names: Voice['names']) => (): Promise<Voice> =>
    voiceOf(parts, { language: parts.language, names })
  const terminal = createTerminalChannel({
    print,
    voice: voice('full'),
    contacts: () => parts.alerts.oncall(),
  })
  const { smtp, phone, webhookSecret } = settings
  const channels: (Channel | null)[] = [
    terminal,
    ...platforms.map((platform) => chatChannel(options, platform)),
    smtp && createEmailChannel({ ...smtp, addresses: settings.emails, voice: voice('full'), now }),
    createSlackChannel({ urls: urlsOf(settings, 'slack'), voice: voice('initials'), now }),
    createDiscordWebhookChannel({
      urls: urlsOf(settings, 'discord'),
      voices: async () => voicesOf(await voice('initials')()),
      now,
    }),
    webhookSecret === null
      ? null
      : createWebhookChannel({
          urls: urlsOf(settings, 'generic'),
          secret: webhookSecret,
          voice: voice('initials'),
          now,
        }),
    phone && createPhoneChannel({ ...phone, secret: webhookSecret, voice: voice('initials'), now }),
  ]
  const living = channels.filter((channel) => channel !== null)
  return { byKind: new Map(living.map((channel) => [channel.kind, channel])), terminal }
}

const urlsOf = ({ webhooks }: AlertSettings, kind: WebhookSettings['kind']): ReadonlyMap<string, string> =>
  new Map(webhooks.filter((one) => one.kind === kind).map(({ number, url }) => [String(number), url]))

function chatChannel({ parts, chat }: ChannelParts, platform: 'discord' | 'telegram'): Channel {
  return createChatChannel({
    platform,
    outlet: () => chat()?.outlet(platform) ?? null,
    state: () => chat()?.state(platform) ?? null,
    toCard: createAlertCards(parts, platform),
    mentions: createMentions(parts, platform),
    log: parts.log,
  })
}
