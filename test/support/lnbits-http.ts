/** What a server answered, word for word. */
export interface RawAnswer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of every shape
  readonly body: any
  readonly headers: Headers
}

/** One plain HTTP request to an LNbits, real or simulated, without our client in between. */
export function rawLnbits(baseUrl: string) {
  async function request(method: string, path: string, key?: string, body?: unknown): Promise<RawAnswer> {
    const response = await fetch(baseUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === undefined ? {} : { 'x-api-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parsed(text) }
  }
  return {
    get: (path: string, key?: string) => request('GET', path, key),
    post: (key: string | undefined, body: unknown) => request('POST', '/api/v1/payments', key, body),
    /** An internal invoice; asserts that it was made. */
    async invoice(key: string, amountSats: number, fields: Record<string, unknown> = {}) {
      const wanted = {
        out: false,
        internal: true,
        amount: amountSats,
        unit: 'sat',
        memo: 'a memo',
        ...fields,
      }
      const { status, body } = await request('POST', '/api/v1/payments', key, wanted)
      if (status !== 201) throw new Error(`no invoice: ${status} ${JSON.stringify(body)}`)
      return { hash: body.payment_hash as string, bolt11: body.bolt11 as string, body }
    },
    pay: (key: string, bolt11: string, fields: Record<string, unknown> = {}) =>
      request('POST', '/api/v1/payments', key, { out: true, bolt11, ...fields }),
    async rows(key: string, hash: string) {
      const { body } = await request('GET', `/api/v1/payments/paginated?payment_hash=${hash}&limit=10`, key)
      return body.data as Record<string, unknown>[]
    },
    async balanceMsat(key: string): Promise<number> {
      return (await request('GET', '/api/v1/wallet', key)).body.balance as number
    },
  }
}

export type RawLnbits = ReturnType<typeof rawLnbits>

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
