import { expect, test } from 'vitest'
import { limitProblems } from './platform-limits-telegram.ts'

const problems = (text: string) => limitProblems('sendMessage', { chat_id: 1, text }, [])

test('half a character is found; words that only look like one in JSON are none', () => {
  expect(problems('broken \ud83d')).toContain('half a character: Telegram refuses the whole request')
  expect(problems('whole \u{1F600}')).toEqual([])
  expect(problems(String.raw`a path such as C:\ud8`)).toEqual([])
})
