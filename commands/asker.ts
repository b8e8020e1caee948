import type { Identity, PersonReading, Role } from '../engine/people.ts'

/** Who asks, and from where; what a command shows may depend on it, what it may do never does. */
export interface Asker {
  /** For the books: 'person:3', or 'terminal:root' for a shell account that is linked to nobody. */
  readonly actor: string
  /** Null for a stranger, and at a terminal whose account is linked to nobody. */
  readonly person: PersonReading | null
  /** The terminal's is owner: whoever has the server's shell has everything. */
  readonly role: Role | 'anyone'
  readonly identity: Identity
  /** Where it was asked; null at a terminal. */
  readonly roomId?: string | null
}

const RANKS: Readonly<Record<Role | 'anyone', number>> = {
  anyone: -1,
  viewer: 0,
  operator: 1,
  treasurer: 2,
  owner: 3,
}

/** viewer < operator < treasurer < owner */
export const mayAct = (has: Role | 'anyone', needed: Role | 'anyone'): boolean => RANKS[has] >= RANKS[needed]
