import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * The least that a real LNbits with SQLite and FakeWallet took for each request on two quiet cores, when it was
 * measured with the bare loop (its medians on the busy machine were 18, 28 and 20). It works one request at a time.
 */
const MILLISECONDS = { create: 13, pay: 18, rows: 6 }

/** A server before the simulated LNbits that lets one request through at a time, each after the real one's time. */
export async function startSlowFront(target: string): Promise<string> {
  let turn: Promise<void> = Promise.resolve()
  const server = createServer((request, response) => {
    turn = turn
      .then(() => passOn(target, request, response))
      .catch((thrown: unknown) => void response.writeHead(500).end(String(thrown)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function passOn(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  await delay(millisecondsOf(request.method, body))
  const answer = await fetch(`${target}${request.url}`, {
    method: request.method ?? 'GET',
    headers: { 'x-api-key': String(request.headers['x-api-key'] ?? ''), 'content-type': 'application/json' },
    ...(body === '' ? {} : { body }),
  })
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
}

function millisecondsOf(method: string | undefined, body: string): number {
  if (method !== 'POST') return MILLISECONDS.rows
  return /"out"\s*:\s*false/.test(body) ? MILLISECONDS.create : MILLISECONDS.pay
}
