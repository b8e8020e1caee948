/** One of the handbook's pages, cut into what a person does one after the other. */
export interface RunbookPage {
  readonly title: string
  /** 'What you see', 'What the bot does by itself', 'Now 1' …, 'Verify', 'Prevent'. */
  readonly steps: readonly RunbookStep[]
}

export interface RunbookStep {
  readonly title: string
  readonly text: string
  /** Command lines as they are printed there: the numbers and names in them are examples. */
  readonly lines: readonly string[]
}

/** Reads a page of docs/runbooks as it is written there: '# title', '## part', and numbered steps within a part. */
export function parseRunbook(markdown: string): RunbookPage {
  const [head = '', ...parts] = markdown.split(/^## /m)
  return {
    title: /^# (.*)$/m.exec(head)?.[1] ?? '',
    steps: [...intro(head), ...parts.flatMap(stepsOf)],
  }
}

const intro = (head: string): RunbookStep[] => {
  const text = head.replace(/^# .*$/m, '').trim()
  return text === '' ? [] : [stepOf('', text)]
}

function stepsOf(part: string): RunbookStep[] {
  const [title = '', ...rest] = part.split('\n')
  const [before = '', ...numbered] = rest.join('\n').split(/^(?=\d+\. )/m)
  const first = before.trim() === '' ? [] : [stepOf(title, before)]
  return [...first, ...numbered.map((text) => stepOf(`${title} ${/^\d+/.exec(text)?.[0] ?? ''}`, text))]
}

const FENCE = /^ *```(\w*)\n(.*?)^ *```$/gms

function stepOf(title: string, markdown: string): RunbookStep {
  const commands = [...markdown.matchAll(FENCE)].filter(([, language]) => language === 'sh')
  return {
    title: title.trim(),
    text: plain(markdown),
    lines: commands
      .flatMap(([, , inside = '']) => inside.split('\n').map((line) => line.trim()))
      .filter(Boolean),
  }
}

/** Without the marks of Markdown, which each surface writes in its own way. */
const plain = (markdown: string): string =>
  markdown
    .replaceAll(FENCE, (_, __, inside: string) => inside)
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()

/** An example's number, name, moment or words stand in it: pressed as a button it would be about somebody else. */
const EXAMPLE = /\d|"|\bAna\b|\bMaría\b/
const HOW_MANY = /--(?:last|limit) \d+/

/** Lines that mean the same wherever they are typed. */
export const wholeLines = ({ lines }: RunbookStep): readonly string[] =>
  lines.filter((line) => !EXAMPLE.test(line.replace(HOW_MANY, '')))
