import type { AuditManifest, ExportRange } from '../engine/audit-export.ts'
import type { EvidenceManifest, EvidenceRequest } from '../engine/incidents/evidence.ts'
import type { Drills } from '../engine/incidents/drill.ts'
import type { KeyPurpose } from '../engine/key-links.ts'

/** What a command may ask of the running program itself. */
export interface Host {
  /** Eight characters that are easily read aloud, from the system's randomness. */
  newCode(): string
  /** `startedAt` is the bot's; null in a process that runs one command and is no bot. */
  version(): { readonly version: string; readonly node: string; readonly startedAt: Date | null }
  /** The newest lines of the log that fit, secrets stripped, oldest first. */
  logLines(filter: LogFilter): Promise<readonly string[]>
  /** Writes a backup of the books on the server's disk and says where. */
  backup(): Promise<{ readonly path: string; readonly bytes: number; readonly sha256: string }>
  /** Writes the zip for an audit on the server's disk and says where. The newest few are kept. */
  exportAudit(request: AuditExportRequest): Promise<AuditExportFile>
  /** The same with everything that there is about an incident. */
  exportEvidence(request: EvidenceRequest): Promise<EvidenceFile>
  /** Stops the program once what is in hand is done; whoever started it starts it again. */
  restart(): void
  /**
   * A page of the bot's own HTTP server that takes one key, once, within ten minutes: keys never go through a chat.
   * The answer is the page's address.
   */
  keyPage(purpose: KeyPurpose, actor: string): Promise<{ readonly url: string; readonly expiresAt: Date }>
  /**
   * Stops every payment at once, even when the database can't be reached; `inTheBooks` when they have it too, `at` since
   * when it is so.
   */
  halt(reason: string, actor: string): Promise<{ readonly inTheBooks: boolean; readonly at: Date }>
  /** Whether the flag of `halt` is up on this machine. */
  isHalted(): boolean
  /** Takes the flag of `halt` away; the switches in the books stay as they are. False when it was not raised. */
  clearHalt(): Promise<boolean>
  /** Rehearsals of what goes wrong. */
  readonly drills: Drills
}

export interface AuditExportRequest {
  readonly range: ExportRange
  /** Null: all of them. */
  readonly tables: readonly string[] | null
}

export interface ExportFile {
  readonly path: string
  /** kind_YYYYMMDDTHHMMZ_<hash8>.zip */
  readonly name: string
  readonly size: number
  readonly sha256: string
  /** The file itself, where it is small enough for a chat; else null. */
  readonly bytes: Uint8Array | null
}

export interface AuditExportFile extends ExportFile {
  readonly manifest: AuditManifest
}

export interface EvidenceFile extends ExportFile {
  readonly manifest: EvidenceManifest
}

export interface LogFilter {
  /** One of the handbook's searches: errors, processor, payments, ssh, wallet. */
  readonly pattern: string | null
  /** Words that a line has to hold, in either case. */
  readonly grep?: string | null
  readonly limit: number
}
