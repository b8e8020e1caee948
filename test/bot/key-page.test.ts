import { request as send } from 'node:http'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startHttp } from '../../bot/http.ts'
import { createKeyPage } from '../../bot/key-page.ts'
import { loadLanguages } from '../../bot/languages/catalogue.ts'
import { createMetrics } from '../../bot/metrics.ts'
import { createLog } from '../../bot/log.ts'
import { createLogRing } from '../../bot/host/log-ring.ts'
import { createActions } from '../../engine/actions.ts'
import type { WalletKey } from '../../engine/ports.ts'
import type { KeyPurpose } from '../../engine/key-links.ts'
import { createSealing } from '../../engine/sealing.ts'
import { createOwnKeyStore } from '../../engine/store/own-key-store.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { createKeyLinkStore } from '../../engine/store/key-link-store.ts'
import { keysOf } from '../support/looking.ts'
import { openWorld, type TestClient, type World } from '../support/world.ts'
import { closedPort } from './outside.ts'
import { workFolder } from './program.ts'

/** A key comes into the books through a page that only its link opens, once, and is seen nowhere else. */

const ODD = 'Ana <b>López</b> "x"'
let world: World
let ana: TestClient
let folder: ReturnType<typeof workFolder>
let page: { url: string; stop: () => Promise<void> }
const ring = createLogRing()

beforeAll(async () => {
  world = await openWorld()
  ana = await world.addClient(ODD, null)
})
afterAll(() => world?.close())
beforeEach(async () => {
  folder = workFolder('key-page')
  const languages = await loadLanguages()
  const log = createLog({ level: 'trace', folder: folder.path, ring })
  const keyPage = createKeyPage({
    keyLinks: createKeyLinkStore(world.pool),
    readings: world.readings,
    actionLog: createActionLog(world.pool),
    actionsFor: async (actor) =>
      createActions({
        actor,
        bookkeeping: world.stores.bookkeeping,
        preflightStore: world.stores.preflight,
        transfers: world.stores.transfers,
        lnbits: world.client,
        sealing: createSealing(randomBytes(32)),
        pay: null,
        poll: () => world.takeIn(),
        ownWalletIds: async () => [world.wallets.source.walletId],
        rotation: {
          lnbits: world.client,
          preflightStore: world.stores.preflight,
          sealing: createSealing(randomBytes(32)),
          settingsKeys: keysOf(world),
          ownKeys: { current: async () => keysOf(world), forget: () => undefined },
          store: createOwnKeyStore(world.pool),
        },
        byHand: world.byHand(),
      }),
    voiceFor: (language) => languages.voiceFor(language, { timeZone: 'UTC', names: 'full' }),
    log,
  })
  const metrics = createMetrics(world.readings, { sandbox: false })
  page = await startHttp({ port: await closedPort(), readings: world.readings, metrics, log, keyPage })
})
afterEach(async () => {
  await page.stop()
  folder.remove()
  await world.pool.query('TRUNCATE key_links')
})

const link = (clientId = ana.id): Promise<string> => linkFor({ kind: 'client', clientId })

async function linkFor(purpose: KeyPurpose): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await createKeyLinkStore(world.pool).open(createHash('sha256').update(token).digest(), {
    purpose,
    actor: 'person:3',
  })
  return `${page.url}/key/${token}`
}

const post = (url: string, key: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ key }), headers })

const sealed = async (): Promise<string> =>
  String(
    (await world.pool.query('SELECT invoice_key_sealed::text AS s FROM dca_clients WHERE id = $1', [ana.id]))
      .rows[0].s,
  )

const actions = async () =>
  (
    await world.pool.query(
      `SELECT actor, surface, command, arguments, result FROM action_log ORDER BY id DESC`,
    )
  ).rows

describe('the page', () => {
  test('says by initials whose key it takes, keeps nothing, and can be opened again and again', async () => {
    const url = await link()
    for (let time = 0; time < 3; time += 1) {
      const response = await fetch(url)
      expect(response.status).toBe(200)
      const body = await response.text()
      expect(body).toContain(`Key of #${ana.id} A. &#60;. &#34;.`)
      expect(body).not.toContain('López')
      expect(body).toMatch(/<form method="post" autocomplete="off">/)
      expect(body).not.toContain('<script')
      const headers = Object.fromEntries(response.headers)
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
      })
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
      )
    }
  })

  test('speaks Spanish to who asks for it', async () => {
    const response = await fetch(await link(), { headers: { 'accept-language': 'es-GT,es;q=0.9' } })
    const body = await response.text()
    expect(body).toContain('<html lang="es">')
    expect(body).toContain('Clave de #')
    expect(body).toContain('Pegue la clave')
  })

  test('stores the key once, tells so, and writes down who did it', async () => {
    const url = await link()
    const before = await sealed()
    const response = await post(url, ` ${ana.wallet.invoiceKey}\n`)
    expect(response.status).toBe(200)
    const body = await response.text()
    expect(body).toContain(`opens wallet ${ana.wallet.walletId}, and was stored encrypted`)
    expect(body).not.toContain(ana.wallet.invoiceKey)
    const after = await sealed()
    expect(after).not.toBe(before)
    expect(after).not.toContain(Buffer.from(ana.wallet.invoiceKey).toString('hex'))
    const [row] = await actions()
    expect(row).toEqual({
      actor: 'person:3',
      surface: 'key page',
      command: 'config rotate',
      arguments: { wallet: ana.id.toString() },
      result: 'The key was stored',
    })
    for (const again of [await fetch(url), await post(url, ana.wallet.invoiceKey)]) {
      expect(again.status).toBe(404)
      expect(await again.text()).toContain('This link was used already')
    }
    expect(await sealed()).toBe(after)
  })

  test('takes the new key of one of our own wallets, and says that nothing uses it yet', async () => {
    const { walletId, adminKey } = world.wallets.treasury
    await world.stores.preflight.rememberWalletId(adminKey as WalletKey, walletId)
    const url = await linkFor({ kind: 'own', role: 'treasury' })
    const form = await (await fetch(url)).text()
    expect(form).toContain('Key of treasury wallet')
    expect(form).toContain('the admin key of a wallet that pays')
    const wrong = await post(url, world.wallets.source.adminKey)
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain(`books is ${walletId}`)
    const fresh = world.control.resetKeys(walletId).adminKey
    const body = await (await post(url, fresh)).text()
    expect(body).toMatch(/opens the treasury wallet.*config rotate treasury --use \d+/)
    expect(body).not.toContain(fresh)
    const [row] = await actions()
    expect(row).toMatchObject({
      surface: 'key page',
      arguments: { wallet: 'treasury' },
      result: 'The key was stored',
    })
    expect((await fetch(url)).status).toBe(404)
  })

  test('of two sendings at once one counts', async () => {
    const url = await link()
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await post(url, ana.wallet.invoiceKey)).status),
    )
    expect(statuses.sort((a, b) => a - b)).toEqual([200, 404, 404, 404])
  })

  test('a refused key may be corrected, five tries in all; nothing is stored, and no key is in the log', async () => {
    const before = await sealed()
    const url = await link()
    const refusals = [
      ['no key at all', 'This is no LNbits key'],
      [world.wallets.commission.invoiceKey, 'a key of the wrong wallet'],
      [ana.wallet.adminKey, 'the wallet&#39;s admin key'],
      ['0'.repeat(32), 'Nothing was stored'],
    ] as const
    for (const [key, words] of refusals) {
      const response = await post(url, key)
      expect(response.status).toBe(422)
      const body = await response.text()
      expect(body).toContain(words)
      expect(body).toContain('<form')
      expect(body).not.toContain(key)
    }
    const last = await post(url, 'still wrong')
    expect(last.status).toBe(422)
    expect(await last.text()).not.toContain('<form')
    expect((await post(url, ana.wallet.invoiceKey)).status).toBe(404)
    expect(await sealed()).toBe(before)
    const said = ring.lines().join('\n') + JSON.stringify(await actions())
    for (const key of [ana.wallet.invoiceKey, ana.wallet.adminKey, world.wallets.commission.invoiceKey])
      expect(said).not.toContain(key)
  })

  test('is not there for wrong, old and other addresses, which are not told apart', async () => {
    const url = await link()
    await world.pool.query(`UPDATE key_links SET expires_at = now() - interval '1 second'`)
    const answers = new Set<string>()
    const others = [
      url,
      `${page.url}/key/${randomBytes(32).toString('base64url')}`,
      `${page.url}/key/`,
      `${url}x`,
      `${url}?a=1`,
    ]
    for (const address of others) {
      const response = await fetch(address)
      expect(response.status).toBe(404)
      answers.add(await response.text())
      expect((await post(address, ana.wallet.invoiceKey)).status).toBe(404)
    }
    expect(answers.size).toBe(1)
  })

  test('takes nothing but a small form', async () => {
    const url = await link()
    const wrong = [
      { body: JSON.stringify({ key: ana.wallet.invoiceKey }), type: 'application/json' },
      { body: `key=${'a'.repeat(10_000)}`, type: 'application/x-www-form-urlencoded' },
      { body: 'other=1', type: 'application/x-www-form-urlencoded' },
    ]
    for (const { body, type } of wrong)
      expect((await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })).status).toBe(422)
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(405)
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
  })

  test('of a client who was closed meanwhile stores nothing', async () => {
    const bruno = await world.addClient('Bruno', null)
    const url = await link(bruno.id)
    await world.pool.query(`UPDATE dca_clients SET status = 'closed' WHERE id = $1`, [bruno.id])
    expect((await post(url, bruno.wallet.invoiceKey)).status).toBe(409)
    expect(await (await fetch(url)).text()).toContain('This client is closed')
  })
})

test('a sender who never finishes is let go, and the others are served', async () => {
  const url = new URL(await link())
  const slow = send({
    host: url.hostname,
    port: url.port,
    path: url.pathname,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '100' },
  })
  slow.on('error', () => undefined)
  slow.write('key=')
  expect((await fetch(url)).status).toBe(200)
  slow.destroy()
})
