import { Failure } from '../failure.ts'

/** What the sentences name: never a password. */
export interface DatabaseTarget {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

/** What pg throws: PostgreSQL's SQLSTATE or a system error's name as the code. */
interface DatabaseError extends Error {
  readonly code?: string
  readonly severity?: string
}

const TOO_MANY_CONNECTIONS = '53300'

export const targetText = ({ host, port, user, database }: DatabaseTarget): string =>
  `${user}@${host}:${port}/${database}`

/** True when PostgreSQL answered a statement with an error: the connection itself is sound. */
export function isStatementError(thrown: unknown): boolean {
  const { code, severity } = thrown as DatabaseError
  // The severity is translated; classes 08 and 57P are those that end a connection.
  return severity !== undefined && code !== undefined && !/^(08|57P)/.test(code)
}

/** Everything that pg throws, as a Failure with a sentence for the operator. */
export function databaseFailure(thrown: unknown, target: DatabaseTarget): Failure {
  if (thrown instanceof Failure) return thrown
  const error = thrown as DatabaseError
  const where = `Lamassu's database (${targetText(target)})`
  const failure = (code: Failure['code'], sentence: string): Failure =>
    new Failure(code, sentence, { cause: thrown })

  switch (error.code ?? '') {
    case '28P01':
    case '28000':
      return failure('lamassu_auth_failed', authSentence(error, where, target))
    case '3D000':
      return failure(
        'lamassu_wrong_database',
        `There is no database ${target.database} on ${target.host}:${target.port}. Check the name at the end of LAMASSU_DATABASE_URL (Lamassu's own is "lamassu").`,
      )
    case '42P01':
      return failure(
        'lamassu_missing_table',
        `${where} lacks a table (${error.message}): it is not a Lamassu database, or its version is not known to this bot.`,
      )
    case '42703':
      return failure(
        'lamassu_missing_column',
        `${where} lacks a column (${error.message}): its version is not known to this bot.`,
      )
    case '42501':
      return failure(
        'lamassu_permission',
        `${where} does not let user ${target.user} read what is needed (${error.message}). GRANT SELECT on it to ${target.user}.`,
      )
    case '57014':
      return failure(
        'lamassu_timeout',
        `${where} stopped a query that took longer than allowed (${error.message}). Check the load of that server.`,
      )
    // An unknown setting or function: what we ask for came with PostgreSQL 11.
    case '42704':
    case '42883':
      return failure(
        'lamassu_failed',
        `${where} is too old or not a PostgreSQL (${error.message}): version 11 or later is needed.`,
      )
    default:
      return isStatementError(thrown) && error.code !== TOO_MANY_CONNECTIONS
        ? failure('lamassu_failed', `${where} answered with an error: ${error.message} (${error.code}).`)
        : failure('lamassu_unreachable', unreachableSentence(error, where, target))
  }
}

function authSentence(error: DatabaseError, where: string, target: DatabaseTarget): string {
  return (
    `${where} refused the login of user ${target.user} (${error.message}). ` +
    'Check the user and password in LAMASSU_DATABASE_URL; a Unix socket needs the same name for the SSH user and the database user.'
  )
}

function unreachableSentence(error: DatabaseError, where: string, { host, port }: DatabaseTarget): string {
  const check = 'Check the host and port of LAMASSU_DATABASE_URL'
  if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') {
    return `${where} refused the connection: nothing listens at ${host}:${port}. ${check}, and that PostgreSQL runs.`
  }
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return `The name of Lamassu's database server, ${host}, can't be resolved (${error.code}). ${check}.`
  }
  if (/client password must be/i.test(error.message)) {
    return `${where} asks for a password and LAMASSU_DATABASE_URL has none.`
  }
  if (/SSL|TLS|certificate/i.test(error.message)) {
    return `${where} can't be reached with the encryption that sslmode in LAMASSU_DATABASE_URL asks for (${error.message}). Check sslmode and sslrootcert.`
  }
  return `${where} can't be reached (${describe(error)}). ${check}, the network, and that PostgreSQL runs.`
}

/** A connection tried at several addresses fails with an AggregateError, which has no message of its own. */
function describe(error: DatabaseError): string {
  if (error.message !== '') return error.message
  if (error instanceof AggregateError) return error.errors.map((each: Error) => each.message).join('; ')
  return error.code ?? 'no reason given'
}
