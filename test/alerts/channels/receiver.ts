import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** Takes the request, and never answers. */
  | 'silence'
  /** Takes the request, and closes the connection without an answer. */
  | 'hang up'
  /** Says 200, and closes in the middle of the rest. */
  | 'break off'
  /** Sends for ever. */
  | 'flood'

export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** What the next requests are answered; the last one holds on. */
  answers(...answers: Answer[]): void
  close(): Promise<void>
}

/** A real HTTP server that keeps what it gets and answers what it is told. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let queue: Answer[] = [{ status: 200, body: 'ok' }]
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    request.on('end', () => {
      received.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(parts).toString('utf8'),
      })
      const [answer = { status: 200 }] = queue
      if (queue.length > 1) queue = queue.slice(1)
      give(answer, request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers: (...answers) => {
      queue = answers
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function give(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  if (answer === 'silence') return
  if (answer === 'hang up') return void request.socket.destroy()
  if (answer === 'break off') {
    response.writeHead(200, { 'content-length': '1000' })
    return void response.write('{"id":"99', () => request.socket.destroy())
  }
  if (answer === 'flood') {
    response.writeHead(200)
    const pour = (): void => {
      while (response.writable && response.write('x'.repeat(10_000)));
    }
    response.on('drain', pour)
    return pour()
  }
  response.writeHead(answer.status, answer.headers)
  response.end(answer.body ?? '')
}

/** A port of this machine on which nobody listens. */
export async function deadUrl(): Promise<string> {
  const receiver = await openReceiver()
  await receiver.close()
  return receiver.url
}
