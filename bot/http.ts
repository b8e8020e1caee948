import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { Failure, sentenceOf } from '../engine/failure.ts'
import type { Readings } from '../engine/readings.ts'
import type { Pulse } from './alerts/pulse.ts'
import { KEY_PATH, type KeyPage } from './key-page.ts'
import type { Metrics } from './metrics.ts'

/** Loopback by default port; a port that was not asked for gives way to a free one. */
export const DEFAULT_HTTP_PORT = 8930

export interface HttpDependencies {
  readonly port: number | null
  readonly readings: Readings
  readonly metrics: Metrics
  readonly log: Logger
  /** Takes clients' keys behind one-time links; without it there are no such pages. */
  readonly keyPage?: KeyPage
  /** Without it nobody asks whether somebody looks for what is wrong. */
  readonly pulse?: Pick<Pulse, 'problem'>
}

/** /healthz: the program and its database answer. /readyz: it is fit to work. /metrics: for Prometheus. */
export async function startHttp(deps: HttpDependencies): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const url = request.url ?? '/'
    const answered =
      deps.keyPage !== undefined && url.startsWith(KEY_PATH)
        ? deps.keyPage(request, response)
        : answer(deps, url, response)
    answered.catch((thrown: unknown) => {
      if (response.headersSent) response.destroy()
      else send(response, 500, 'text/plain', `${sentenceOf(thrown)}\n`)
    })
  })
  const port = await listenOn(server, deps.port ?? DEFAULT_HTTP_PORT, deps.port !== null)
  // Too many open files, for example: a request that can't be taken must not end the bot.
  server.on('error', (error) => deps.log.warn({ reason: error.message }, 'the HTTP server had a problem'))
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function listenOn(server: Server, port: number, wasAskedFor: boolean): Promise<number> {
  try {
    await listen(server, port)
  } catch (thrown) {
    const taken = (thrown as { code?: string }).code === 'EADDRINUSE'
    if (wasAskedFor || !taken) {
      throw new Failure(
        'configuration',
        `HTTP_PORT ${port} can't be opened (${sentenceOf(thrown)}): choose another, or end the program that has it.`,
        { cause: thrown },
      )
    }
    await listen(server, 0)
  }
  return (server.address() as AddressInfo).port
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })

async function answer(
  { readings, metrics, pulse }: HttpDependencies,
  url: string,
  response: ServerResponse,
): Promise<void> {
  switch (url.split('?')[0] ?? '') {
    case '/healthz':
      return answerHealth(readings, response)
    case '/readyz':
      return answerReadiness(readings, pulse, response)
    case '/metrics':
      return send(response, 200, metrics.contentType, await metrics.text())
    default:
      return send(response, 404, 'text/plain', 'There are /healthz, /readyz and /metrics here.\n')
  }
}

async function answerHealth(readings: Readings, response: ServerResponse): Promise<void> {
  try {
    await readings.settings()
    send(response, 200, 'text/plain', 'ok\n')
  } catch (thrown) {
    send(response, 503, 'text/plain', `${sentenceOf(thrown)}\n`)
  }
}

async function answerReadiness(
  readings: Readings,
  pulse: HttpDependencies['pulse'],
  response: ServerResponse,
): Promise<void> {
  try {
    const status = await readings.status()
    const unattended = pulse?.problem() ?? null
    const problems = [
      ...(unattended === null ? [] : [unattended]),
      ...(status.lastSuccessfulPollAt === null ? ['no poll has succeeded yet'] : []),
      ...(status.lastPoll?.result === 'failed'
        ? [`the last poll failed: ${status.lastPoll.errorMessage}`]
        : []),
      ...(status.waitingReason === null ? [] : [status.waitingReason]),
    ]
    send(
      response,
      problems.length === 0 ? 200 : 503,
      'text/plain',
      problems.length === 0 ? 'ready\n' : `${problems.join('\n')}\n`,
    )
  } catch (thrown) {
    send(response, 503, 'text/plain', `${sentenceOf(thrown)}\n`)
  }
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType }).end(body)
}
