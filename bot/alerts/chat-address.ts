import { z } from 'zod'

/** Where an alert goes on a chat platform. */
export type Target = { readonly room: string } | { readonly account: string }

/** 'room:-1001' or 'person:5000001'; null for anything else. */
export function targetOf(address: string): Target | null {
  const [, kind, id = ''] = /^(room|person):(.+)$/s.exec(address) ?? []
  if (kind === undefined) return null
  return kind === 'room' ? { room: id } : { account: id }
}

/** What is remembered of a card, so that it can be edited: where it is, and for whom it was written. */
export const PostedCard = z.object({
  platform: z.enum(['discord', 'telegram']),
  roomId: z.string(),
  messageId: z.string(),
  address: z.string(),
})
export type PostedCard = z.infer<typeof PostedCard>
