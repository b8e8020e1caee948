/** How to reach Lamassu's database. Seconds are whole or fractional; the defaults suit a server across the world. */
export interface LamassuSettings {
  /** As seen from the SSH host. A folder as host (`?host=/var/run/postgresql`) means the Unix socket in it. */
  readonly databaseUrl: string
  /** null: connect without SSH. */
  readonly ssh: LamassuSshSettings | null
  readonly statementTimeoutSeconds?: number | undefined
  /** For each of the two stages: the SSH handshake with login, and the database behind it. */
  readonly connectTimeoutSeconds?: number | undefined
}

export interface LamassuSshSettings {
  readonly host: string
  readonly port: number
  readonly user: string
  /** 'SHA256:...' as ssh-keygen -l prints it; null refuses every server and says which key it showed. */
  readonly hostKeyFingerprint: string | null
  readonly privateKey?: Buffer | string | undefined
  readonly passphrase?: string | undefined
  readonly password?: string | undefined
}

export const DEFAULT_STATEMENT_TIMEOUT_SECONDS = 5
export const DIGEST_TIMEOUT_SECONDS = 30
export const DEFAULT_CONNECT_TIMEOUT_SECONDS = 15
