import { createHash } from 'node:crypto'
import { Failure } from '../failure.ts'

/** The fingerprint of a host key in SSH wire format, written as `ssh-keygen -l` writes it. */
export function fingerprintOf(hostKey: Buffer): string {
  return `SHA256:${withoutPadding(createHash('sha256').update(hostKey).digest('base64'))}`
}

/**
 * Why this server must not be talked to, or null when its key is the pinned one.
 * @param where the server as `host:port`, for the sentence.
 */
export function hostKeyFailure(hostKey: Buffer, pinned: string | null, where: string): Failure | null {
  const presented = fingerprintOf(hostKey)
  const compare = `\`ssh-keygen -lf ${publicKeyFile(hostKey)}\` run ON that server prints`
  if (pinned === null) {
    return new Failure(
      'ssh_host_key_unknown',
      `The SSH server ${where} has not been trusted yet: it shows the host key ${presented}. ` +
        `Compare this with what ${compare}; if it is the same, set LAMASSU_SSH_HOST_KEY=${presented}.`,
    )
  }
  if (withoutPadding(pinned.trim()) === presented) return null
  return new Failure(
    'ssh_host_key_changed',
    `The SSH server ${where} shows the host key ${presented}, but LAMASSU_SSH_HOST_KEY trusts ${pinned.trim()}. ` +
      'Nothing was sent to it: somebody may be standing between. ' +
      `Compare the key with what ${compare}, and change LAMASSU_SSH_HOST_KEY only if that is ${presented} ` +
      '(for example after the server was set up anew).',
  )
}

const withoutPadding = (base64: string): string => base64.replace(/=+$/, '')

/** A key in wire format begins with its type: four bytes of length, then the name. */
function publicKeyFile(hostKey: Buffer): string {
  const type = hostKey.length > 4 ? hostKey.toString('latin1', 4, 4 + hostKey.readUInt32BE(0)) : ''
  const name = type.startsWith('ecdsa-') ? 'ecdsa' : type === 'ssh-rsa' ? 'rsa' : 'ed25519'
  return `/etc/ssh/ssh_host_${name}_key.pub`
}
