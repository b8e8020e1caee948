import { describe, expect, test } from 'vitest'
import { parseWords, type SecretReader, splitWords, usageOf } from '../../../bot/chat/words.ts'
import { decimal, flag, id, optional, secret, text, withDefault } from '../../../commands/arguments.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import { type Command, lookCommand, nameOf } from '../../../commands/definition.ts'
import { Failure } from '../../../engine/failure.ts'

const answer = { heading: '', tone: 'plain', blocks: [], json: {} } as const
const invented = (noun: string, verb: string, args: Command['arguments'] = {}): Command =>
  lookCommand({
    noun,
    verb,
    help: 'Do it',
    example: `${noun} ${verb}`,
    role: 'viewer',
    arguments: args,
    look: () => Promise.resolve(answer),
  })

const COMMANDS = [
  invented('box', 'open', {
    box: id({ help: 'which box', positional: true }),
    note: optional(text({ help: 'a remark' })),
    amount: withDefault(decimal({ help: 'how much' }), '1'),
    quickly: flag({ help: 'without waiting' }),
    dailyLimit: optional(text({ help: 'the most a day' })),
    key: secret({ help: 'the file with its key' }),
  }),
  invented('box', 'list'),
  invented('lid', 'show'),
]

const SECRETS: Record<string, string> = { 'a.key': 'planted secret', '-': 'from standard input' }
const readSecret: SecretReader = (path) => Promise.resolve(SECRETS[path] ?? '')

const parse = (line: string) => parseWords(splitWords(line), COMMANDS, readSecret)

async function refusal(
  words: string | readonly string[],
  commands: readonly Command[] = COMMANDS,
): Promise<string> {
  try {
    await parseWords(typeof words === 'string' ? splitWords(words) : words, commands, readSecret)
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'usage') return thrown.message
    throw thrown
  }
  throw new Error('it was understood')
}

describe('a line of words', () => {
  test.each([
    ['', []],
    ['   ', []],
    ['status show', ['status', 'show']],
    ['  status \t show  ', ['status', 'show']],
    ['a "two words" b', ['a', 'two words', 'b']],
    ["a 'two words' b", ['a', 'two words', 'b']],
    ['a "" b', ['a', '', 'b']],
    [String.raw`"he said \"yes\" and \\"`, ['he said "yes" and \\']],
    [String.raw`'no \escape'`, [String.raw`no \escape`]],
    ['--note="two words" --x', ['--note=two words', '--x']],
    ["--note='two words'", ['--note=two words']],
    ['--note=plain', ['--note=plain']],
    ["client show O'Brien", ['client', 'show', "O'Brien"]],
    ['5"', ['5"']],
    ['naïve 名前 👩‍👧', ['naïve', '名前', '👩‍👧']],
  ])('%j', (line, words) => {
    expect(splitWords(line)).toEqual(words)
  })

  test.each(['add --note "two words', "add 'two words", '--note="two words'])(
    'with an open quote: %s',
    (line) => {
      expect(() => splitWords(line)).toThrow(/^The quote before .* has no matching end\.$/)
    },
  )
})

describe('which command', () => {
  test.each([
    ['box list', 'box list'],
    ['lid show', 'lid show'],
  ])('%s', async (line, name) => {
    expect(nameOf((await parse(line)).command)).toBe(name)
  })

  test.each([
    ['', 'Say what to do: box, lid; "help" explains them.'],
    ['boxes list', 'There is no command "boxes"; there are box, lid.'],
    ['toString list', 'There is no command "toString"; there are box, lid.'],
    ['box', '"box" needs one more word: box open, box list.'],
    ['box --json', '"box" needs one more word: box open, box list.'],
    ['box shut', '"box" has no "shut": box open, box list.'],
  ])('"%s" is refused with the way on', async (line, sentence) => {
    expect(await refusal(line)).toBe(sentence)
  })
})

describe('arguments', () => {
  test('by name, in any order, with blanks or =, and defaults where nothing is said', async () => {
    const expected = {
      box: 7n,
      note: 'two words',
      amount: '1',
      quickly: false,
      dailyLimit: null,
      key: 'planted secret',
    }
    expect((await parse('box open --key-file a.key --box 7 --note "two words"')).args).toEqual(expected)
    expect((await parse('box open --note="two words" --box=7 --key-file=a.key')).args).toEqual(expected)
  })

  test('a positional one needs no name', async () => {
    expect((await parse('box open 7 --key-file a.key')).args['box']).toBe(7n)
    expect((await parse('box open --quickly 7 --key-file a.key')).args).toMatchObject({
      box: 7n,
      quickly: true,
    })
  })

  test('a camel-cased one is written with dashes', async () => {
    expect((await parse('box open 7 --daily-limit 5 --key-file a.key')).args['dailyLimit']).toBe('5')
  })

  test('a negative number is a value, and after = anything is', async () => {
    expect((await parse('box open 7 --amount -5 --key-file a.key')).args['amount']).toBe('-5')
    expect((await parse('box open 7 --note=--quickly --key-file a.key')).args['note']).toBe('--quickly')
  })

  test('--json, --yes and --help belong to every command', async () => {
    expect(await parse('lid show --json --yes')).toMatchObject({ json: true, yes: true, help: false })
    expect(await parse('lid show')).toMatchObject({ json: false, yes: false, help: false })
  })

  test('--help asks for nothing else to be right', async () => {
    expect(await parse('box open --help')).toMatchObject({ help: true, args: {} })
  })

  test.each([
    ['box open --box 7 --box 8', '--box is given twice.'],
    ['box open 7 --box 8', '--box is given twice.'],
    ['box open --quickly --quickly', '--quickly is given twice.'],
    ['box open 7 --note', '--note needs a value: a remark.'],
    ['box open 7 --note --quickly', '--note needs a value: a remark.'],
    ['box open 7 --key-file --yes', '--key-file needs a value: the file with its key.'],
    ['box open 7', '--key-file is missing: the file with its key.'],
    ['box open --key-file a.key', '--box is missing: which box.'],
    ['box open seven --key-file a.key', '--box must be a number such as 17; "seven" is not.'],
    ['box open 7 --quickly=no', '--quickly takes no value: give it alone, or leave it out.'],
    ['lid show --json=false', '--json takes no value: give it alone, or leave it out.'],
    ['lid show --yes=', '--yes takes no value: give it alone, or leave it out.'],
    ['lid show --wide', '"lid show" has no --wide; usage: lid show'],
    ['lid show --constructor', '"lid show" has no --constructor; usage: lid show'],
    ['lid show -h', '"lid show" has no option -h; usage: lid show'],
    ['lid show --Wide', '"lid show" has no option --Wide; usage: lid show'],
    ['lid show --', '"lid show" has no option --; usage: lid show'],
    ['lid show more', '"more" is not expected here; usage: lid show'],
    ['box open 7 8', '"8" is not expected here; usage: '],
  ])('%s', async (line, sentence) => {
    expect((await refusal(line)).startsWith(sentence)).toBe(true)
  })
})

describe('a secret', () => {
  test('comes from a file or from standard input', async () => {
    expect((await parse('box open 7 --key-file a.key')).args['key']).toBe('planted secret')
    expect((await parse('box open 7 --key-file -')).args['key']).toBe('from standard input')
  })

  test('is not taken from the command line, and not repeated', async () => {
    const sentence = await refusal('box open 7 --key planted7secret')
    expect(sentence).toMatch(/^"box open" has no --key; usage: .*--key-file <file>/)
    expect(sentence).not.toContain('planted7secret')
  })

  test('is not part of what is written down', async () => {
    expect((await parse('box open 7 --key-file a.key --note x')).written).toEqual({
      box: '7',
      key: 'a.key',
      note: 'x',
    })
  })
})

test('usage names every argument, the optional ones in brackets', () => {
  const [open] = COMMANDS
  if (open === undefined) throw new Error('there is a first command')
  expect(usageOf(open)).toBe(
    'usage: box open --box <id> [--note <text>] [--amount <amount>] [--quickly] [--daily-limit <text>] --key-file <file>',
  )
})

test('the example of every command is understood', async () => {
  const commands = await loadCommands()
  expect(commands.length).toBeGreaterThan(25)
  for (const command of commands) {
    const parsed = await parseWords(splitWords(command.example), commands, () =>
      Promise.resolve('k'.repeat(32)),
    )
    expect(nameOf(parsed.command)).toBe(nameOf(command))
  }
})
