import { Failure } from '../failure.ts'
import type { LamassuSshSettings } from './settings.ts'

/** What ssh2 throws: the level says which layer failed, the reason which open failure the server named. */
interface SshError extends Error {
  readonly level?: string
  readonly code?: string
  readonly reason?: number | string
}

/** RFC 4254, section 5.1; the other reasons are all the server's unwillingness. */
const CONNECT_FAILED = 2

export const sshAddress = (ssh: LamassuSshSettings): string => `${ssh.host}:${ssh.port}`

/** Why the SSH connection did not come about. */
export function sshConnectFailure(thrown: unknown, ssh: LamassuSshSettings): Failure {
  const error = thrown as SshError
  const where = `The SSH server ${sshAddress(ssh)}`
  if (error.level === 'client-authentication') return authFailure(error, ssh)
  const sentence = unreachableSentence(error, where, ssh)
  return new Failure('ssh_unreachable', sentence, { cause: thrown })
}

function unreachableSentence(error: SshError, where: string, ssh: LamassuSshSettings): string {
  const check = 'Check LAMASSU_SSH_HOST and LAMASSU_SSH_PORT'
  switch (error.code ?? '') {
    case 'ECONNREFUSED':
      return `${where} refused the connection: nothing listens on port ${ssh.port}. ${check}, and that sshd runs.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name of the SSH server, ${ssh.host}, can't be resolved (${error.code}). Check LAMASSU_SSH_HOST and this machine's DNS.`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${where} can't be reached over the network (${error.code}). ${check}, the network and the firewall.`
    default:
  }
  if (error.level === 'client-timeout') {
    return `${where} did not answer in time. ${check}, the network and the firewall.`
  }
  if (error.level === 'handshake' || error.level === 'protocol') {
    return `${where} does not speak an SSH that this bot understands (${error.message}). ${check}.`
  }
  return `The connection to the SSH server ${sshAddress(ssh)} broke before the login was done (${error.message}). ${check}, and the server's sshd log.`
}

function authFailure(cause: unknown, ssh: LamassuSshSettings): Failure {
  const means = [
    ssh.privateKey === undefined ? null : 'the private key of LAMASSU_SSH_PRIVATE_KEY',
    ssh.password === undefined ? null : 'the password of LAMASSU_SSH_PASSWORD',
  ].filter((mean) => mean !== null)
  const offered =
    means.length === 0 ? 'without any key or password (none is set)' : `with ${means.join(' and ')}`
  return new Failure(
    'ssh_auth_failed',
    `The SSH server ${sshAddress(ssh)} refused the login of user ${ssh.user} ${offered}. ` +
      `Check LAMASSU_SSH_USER, and that the public key stands in that user's ~/.ssh/authorized_keys on the server.`,
    { cause },
  )
}

/** @param problem what the key parser said. */
export function keyFailure(problem: Error, passphrase: string | undefined): Failure {
  const encrypted = /passphrase|encrypted|integrity|decrypt/i.test(problem.message)
  const sentence =
    passphrase === undefined
      ? encrypted
        ? 'The private key in LAMASSU_SSH_PRIVATE_KEY is protected by a passphrase: set LAMASSU_SSH_PASSPHRASE.'
        : "The private key in LAMASSU_SSH_PRIVATE_KEY can't be read: it must be a whole OpenSSH or PEM private key."
      : "The private key in LAMASSU_SSH_PRIVATE_KEY can't be opened: LAMASSU_SSH_PASSPHRASE is wrong or the key is damaged."
  return new Failure('ssh_key_unreadable', sentence, { cause: problem })
}

/** Why the SSH server did not open the way to the database. @param target the database as seen from the server. */
export function forwardFailure(thrown: unknown, ssh: LamassuSshSettings, target: string): Failure {
  const error = thrown as SshError
  if (error.reason === undefined) return lostFailure(ssh, error)
  if (error.reason !== CONNECT_FAILED) {
    return new Failure(
      'ssh_forwarding_refused',
      `The SSH server ${sshAddress(ssh)} does not let user ${ssh.user} forward to ${target}. ` +
        'Check AllowTcpForwarding, AllowStreamLocalForwarding and PermitOpen in its sshd_config, ' +
        "and no-port-forwarding, restrict and permitopen before the key in the user's authorized_keys.",
      { cause: thrown },
    )
  }
  return new Failure(
    'lamassu_unreachable',
    `Behind the SSH server ${sshAddress(ssh)} no database can be reached at ${target} (${error.message}). ` +
      'Check the host and port of LAMASSU_DATABASE_URL as seen from that server, and that PostgreSQL runs there.' +
      // OpenSSH words a forbidden socket exactly as one that is not there.
      (target.startsWith('/') ? ' Check AllowStreamLocalForwarding in its sshd_config, too.' : ''),
    { cause: thrown },
  )
}

export function lostFailure(ssh: LamassuSshSettings, cause?: Error): Failure {
  const why = cause === undefined ? '' : ` (${cause.message})`
  return new Failure(
    'ssh_lost',
    `The connection to the SSH server ${sshAddress(ssh)} was lost${why}. It is made anew by itself; if it stays away, check the server and the network.`,
    cause === undefined ? {} : { cause },
  )
}
