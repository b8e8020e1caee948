import { expect, test } from 'vitest'
import { DIRECT, OPS, openChatDesk } from '../../support/chat.ts'

/** An account is its client's own affair: whatever room it is asked in, it goes to the asker alone. */
test('a statement never goes to a room', async () => {
  const chat = await openChatDesk()
  try {
    await chat.world.addClient('Rosa', '4321.00')
    const vera = await chat.addPerson('Vera', 'viewer')
    const olga = await chat.addPerson('Olga', 'operator')
    expect((await chat.tell(vera, '/client statement Rosa', DIRECT)).text).not.toMatch(/Rosa|4,321/)
    for (const platform of ['telegram', 'discord'] as const) {
      const asker = await chat.addPerson(`Olga on ${platform}`, 'operator', platform)
      for (const line of ['/client statement Rosa', '/client statement Rosa --share']) {
        const told = await chat.say(asker, line, OPS)
        expect(told?.reply.audience).toBe('asker')
        const files = told?.reply.card.answer.blocks.filter((block) => block.kind === 'file') ?? []
        expect(files.map(({ mediaType }) => mediaType)).toEqual(['application/pdf', 'text/csv'])
        expect(files.every((file) => file.private)).toBe(true)
      }
    }
    expect((await chat.tell(olga, '/client statement Rosa', DIRECT)).text).toContain('4,321.00 GTQ')
  } finally {
    await chat.close()
  }
})
