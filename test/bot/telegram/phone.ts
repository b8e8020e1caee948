import type { Card } from '../../../bot/chat/conversation.ts'
import { renderCard } from '../../../bot/telegram/render.ts'
import { toHtml } from '../../../bot/telegram/rich-text.ts'
import { METHODS } from '../../fakes/telegram/methods.ts'
import type { Upload } from '../../fakes/telegram/multipart.ts'
import { screenOf } from '../../fakes/telegram/screen.ts'
import { type FakeChat, World } from '../../fakes/telegram/world.ts'

/** What arrives on the phone, by way of the fake's own methods. */
export function phoneAt(card: Card, now: Date): string {
  const world = new World(() => now)
  const chat: FakeChat = world.newChat({ type: 'private', title: '', members: [world.newUser('Ana')] })
  const { parts, keyboard, files } = renderCard(card, now)
  for (const [at, part] of parts.entries()) {
    const reply_markup = { inline_keyboard: at === parts.length - 1 ? keyboard : [] }
    const asked = { chat_id: chat.id, text: toHtml(part), parse_mode: 'HTML', reply_markup }
    METHODS['sendMessage']?.run(world, { fields: asked, uploads: [] })
  }
  for (const file of files) {
    const upload: Upload = { field: file.kind, name: file.name, bytes: Buffer.from(file.bytes) }
    const asked = { chat_id: chat.id, caption: file.caption }
    METHODS[file.kind === 'photo' ? 'sendPhoto' : 'sendDocument']?.run(world, {
      fields: asked,
      uploads: [upload],
    })
  }
  return screenOf(world, chat)
}
