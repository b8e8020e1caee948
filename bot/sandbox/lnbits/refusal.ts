/** An answer other than 2xx, thrown through the rules of the simulated LNbits up to its server. */
export class Refusal extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    super(`refused with ${status}`)
    this.status = status
    this.body = body
  }
}

/** 520, as LNbits says everything about invoices and payments; `status` is its opinion of the payment. */
export function paymentRefusal(detail: string, status: 'failed' | 'pending' | 'success' = 'failed'): Refusal {
  return new Refusal(520, { detail, status })
}

export function detailRefusal(status: number, detail: string): Refusal {
  return new Refusal(status, { detail })
}

export interface FieldProblem {
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly type: string
}

/** 400 with a list, which is how LNbits answers a request whose fields are wrong. */
export function validationRefusal(problems: readonly FieldProblem[]): Refusal {
  return new Refusal(400, { detail: problems })
}

/** The simulated LNbits "died" in the middle of a request: nobody gets an answer. */
export class SimulatedDeath extends Error {}
