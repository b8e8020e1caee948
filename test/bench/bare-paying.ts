import { z } from 'zod'
import type { Simulator } from './simulator.ts'

const SATS_EACH = 8634

/** One payment to every client with the least that any program has to ask, one request after the other; no books. */
export async function payBarely(url: string, { source, clients }: Simulator): Promise<void> {
  for (const client of clients) {
    const extra = { tag: 'dca', ref: 'bench' }
    const invoice = created.parse(
      await ask(url, client.invoiceKey, {
        out: false,
        internal: true,
        amount: SATS_EACH,
        unit: 'sat',
        memo: 'DCA payout',
        expiry: 2_592_000,
        extra,
      }),
    )
    await ask(url, source.adminKey, { out: true, bolt11: invoice.bolt11, extra })
    const rows = `?payment_hash=${invoice.payment_hash}&limit=10`
    const seen = [await askRows(url, source.adminKey, rows), await askRows(url, client.invoiceKey, rows)]
    if (seen.some((page) => page.data[0]?.status !== 'success')) throw new Error('a payment was not made')
  }
}

const created = z.object({ payment_hash: z.string(), bolt11: z.string() })
const page = z.object({ data: z.array(z.object({ status: z.string() })) })

async function ask(url: string, key: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/payments`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

async function askRows(url: string, key: string, query: string): Promise<z.infer<typeof page>> {
  const response = await fetch(`${url}/api/v1/payments/paginated${query}`, { headers: { 'x-api-key': key } })
  return page.parse(await response.json())
}
