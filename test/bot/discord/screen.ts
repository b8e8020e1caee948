import { expect } from 'vitest'
import type { Card } from '../../../bot/chat/conversation.ts'
import { renderCard } from '../../../bot/discord/render.ts'
import { messageProblems } from '../../support/platform-limits-discord.ts'

/** The payload as a person reads it, one line for each line on the screen. */
export function screenOf(shown: Card, audience: 'asker' | 'room', now: Date): string {
  const { message } = renderCard(shown, { audience, now })
  const files = message.files.map((file, i) => ({
    key: `files[${i}]`,
    name: file.name,
    size: file.bytes.length,
  }))
  expect(messageProblems(message.body, files)).toEqual([])
  const embeds = message.body.embeds.map((embed) =>
    [
      ...(embed.title === undefined ? [] : [`# ${embed.title}`]),
      ...(embed.description === undefined ? [] : [embed.description]),
      ...(embed.fields ?? []).map(
        ({ name, value, inline }) => `${inline === true ? '▪' : '▬'} ${name}: ${value}`,
      ),
      ...(embed.image === undefined ? [] : [`(${embed.image.url})`]),
      ...(embed.footer === undefined ? [] : [`-- ${embed.footer.text}`]),
    ].join('\n'),
  )
  const buttons = message.body.components.map((row) =>
    row.components.map((button) => `[${'label' in button ? button.label : ''}]`).join(' '),
  )
  const attached = message.body.attachments.map(({ filename, description }) =>
    description === undefined ? `+ ${filename}` : `+ ${filename} (${description})`,
  )
  return [...embeds, ...buttons, ...attached].join('\n')
}
