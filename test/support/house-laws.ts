import path from 'node:path'

/** The laws of the house (ARCHITECTURE.md), read from the sources: who may import whom, and what may stand where. */

export interface Source {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}
export interface Offence {
  readonly line: number
  readonly what: string
}
/** One law: everything in a file that breaks it. */
export interface Law {
  readonly name: string
  readonly offences: (source: Source) => Offence[]
}

export const FLOORS = ['engine', 'alerts', 'commands', 'bot']
const ADAPTERS = ['store', 'lamassu', 'lnbits']
export const MAX_LINES = 300

/* ------------------------------------------------------------------ reading */

/** Blanks what stands in comments, and keeps every line in its place. */
function withoutComments(text: string): string {
  const tokens = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
  return text.replaceAll(tokens, (token) => (token.startsWith('/') ? token.replaceAll(/[^\n]/g, ' ') : token))
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** Every place of the code, comments aside, where the pattern matches. */
function matches(source: Source, pattern: RegExp, what: (found: string) => string): Offence[] {
  const text = withoutComments(source.text)
  return [...text.matchAll(pattern)].map((match) => ({
    line: lineOf(text, match.index),
    what: what(match[0].trim()),
  }))
}

interface Import {
  readonly line: number
  /** A path from the root for our own files ('engine/ports.ts'), else the package's name. */
  readonly target: string
  readonly isOurs: boolean
}

function importsOf(source: Source): Import[] {
  const text = withoutComments(source.text)
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g
  return [...text.matchAll(pattern)].map((match) => {
    const name = match[1] ?? ''
    const isOurs = name.startsWith('.')
    const target = isOurs ? path.posix.join(path.posix.dirname(source.path), name) : name
    return { line: lineOf(text, match.index), target, isOurs }
  })
}

function importOffences(source: Source, why: (imported: Import) => string | null): Offence[] {
  return importsOf(source).flatMap((imported) => {
    const what = why(imported)
    return what === null ? [] : [{ line: imported.line, what }]
  })
}

const floorOf = (file: string): number => FLOORS.indexOf(file.split('/')[0] ?? '')
const adapterOf = (file: string): string | null => {
  const [floor, folder, ...rest] = file.split('/')
  return floor === 'engine' && folder && rest.length > 0 && ADAPTERS.includes(folder) ? folder : null
}
const isUseCase = (file: string): boolean => /^engine\/[^/]+\.ts$/.test(file)
const isBelow = (file: string, ...folders: string[]): boolean =>
  folders.some((folder) => file.startsWith(`${folder}/`))

/* --------------------------------------------------------------------- laws */

const BETTER_NAMES: Readonly<Record<string, string>> = {
  manager: 'what it does, e.g. pool, schedule, registry',
  service: 'what it does, e.g. poller, sender',
  helper: 'the thing it works on',
  helpers: 'the thing they work on',
  util: 'the thing it works on, e.g. text, money',
  utils: 'the thing they work on, e.g. text, money',
  data: 'what it holds, e.g. rows, balances',
  info: 'what it tells, e.g. version, state',
}

/** A chat library stays behind its wall. */
const WALLS: Readonly<Record<string, string[]>> = {
  'discord.js': ['bot/discord', 'alerts/channels'],
  telegraf: ['bot/telegram', 'alerts/channels'],
}

export const laws: Law[] = [
  {
    name: 'a floor imports only from itself and from the floors below it (engine < alerts < commands < bot)',
    offences: (source) =>
      importOffences(source, ({ target, isOurs }) =>
        isOurs && (floorOf(target) > floorOf(source.path) || floorOf(target) === -1)
          ? `imports ${target}`
          : null,
      ),
  },
  {
    name: 'engine/domain imports nothing but itself and node:assert',
    offences: (source) =>
      importOffences(source, ({ target }) =>
        isBelow(source.path, 'engine/domain') &&
        !isBelow(target, 'engine/domain') &&
        !/^node:assert(?:\/strict)?$/.test(target)
          ? `imports ${target}`
          : null,
      ),
  },
  {
    name: 'a use case receives its adapters and imports none (engine/*.ts, not engine/store, lamassu, lnbits)',
    offences: (source) =>
      importOffences(source, ({ target }) =>
        isUseCase(source.path) && adapterOf(target) ? `imports ${target}` : null,
      ),
  },
  {
    name: 'an adapter never imports another adapter',
    offences: (source) =>
      importOffences(source, ({ target }) => {
        const own = adapterOf(source.path)
        const other = adapterOf(target)
        return own && other && own !== other ? `imports ${target}` : null
      }),
  },
  {
    name: 'discord.js is imported only in bot/discord, telegraf only in bot/telegram, and both in alert channels',
    offences: (source) =>
      importOffences(source, ({ target }) => {
        const wall = WALLS[target]
        return wall && !isBelow(source.path, ...wall) ? `imports ${target}` : null
      }),
  },
  {
    name: `a file has at most ${MAX_LINES} lines`,
    offences: ({ text }) => {
      const lines = text.trimEnd().split('\n').length
      return lines > MAX_LINES
        ? [{ line: MAX_LINES + 1, what: `has ${lines} lines: split it by what it does` }]
        : []
    },
  },
  {
    name: 'process.env is read only in bot/config.ts',
    offences: (source) =>
      source.path === 'bot/config.ts'
        ? []
        : matches(
            source,
            /\bprocess\s*\.\s*env\b|\benv\b[^\n]*\bfrom\s*'node:process'/g,
            () => 'reads process.env',
          ),
  },
  {
    name: 'the engine takes its time and its chance from outside (only engine/clock.ts asks the machine)',
    offences: (source) =>
      isBelow(source.path, 'engine') && source.path !== 'engine/clock.ts'
        ? matches(
            source,
            /\bDate\.now\b|\bnew Date\b(?!\s*\(\s*[^\s)])|\bMath\.random\b/g,
            (found) => `uses ${found}`,
          )
        : [],
  },
  {
    name: 'money becomes a number nowhere in engine/domain but in money.ts',
    offences: (source) =>
      isBelow(source.path, 'engine/domain') && source.path !== 'engine/domain/money.ts'
        ? matches(source, /\bNumber\s*\(|\bparseFloat\b|\btoFixed\b/g, (found) => `uses ${found}`)
        : [],
  },
  {
    name: 'SQL stands only in engine/store, engine/lamassu and bot/sandbox',
    offences: (source) =>
      isBelow(source.path, 'engine/store', 'engine/lamassu', 'bot/sandbox')
        ? []
        : matches(
            source,
            /\bSELECT\s|\bINSERT INTO\b|\bUPDATE\s|\bDELETE FROM\b/g,
            (found) => `holds ${found}`,
          ),
  },
  {
    name: 'a file is named for what it holds',
    offences: (source) =>
      (source.path.split('/').at(-1) ?? '').split(/[-_.]|(?=[A-Z])/).flatMap((word) => {
        const better = BETTER_NAMES[word.toLowerCase()]
        return better ? [{ line: 1, what: `is named "${word}": say ${better}` }] : []
      }),
  },
  {
    name: 'no barrels: import from the file that defines it',
    offences: (source) => [
      ...(/(?:^|\/)index\.ts$/.test(source.path) ? [{ line: 1, what: 'is an index' }] : []),
      ...matches(
        source,
        /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\b/g,
        () => 're-exports',
      ),
    ],
  },
]

/** Every breach, as the file, the line, what stands there, and the law. */
export const breaches = (sources: Source[], among = laws): string[] =>
  sources.flatMap((source) =>
    among.flatMap((law) =>
      law.offences(source).map(({ line, what }) => `${source.path}:${line} ${what} (${law.name})`),
    ),
  )
