import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadLanguages } from '../../bot/languages/catalogue.ts'
import { renderAnswer } from '../../bot/terminal/render.ts'
import type { Answer } from '../../commands/answer.ts'
import { command as checkAll } from '../../commands/check/all.ts'
import { command as clientBalance } from '../../commands/client/balance.ts'
import { command as clientHistory } from '../../commands/client/history.ts'
import { command as clientShow } from '../../commands/client/show.ts'
import { command as configShow } from '../../commands/config/show.ts'
import type { Command, Preview } from '../../commands/definition.ts'
import { command as depositConfirm } from '../../commands/deposit/confirm.ts'
import { command as depositList } from '../../commands/deposit/list.ts'
import { command as paymentList } from '../../commands/payment/list.ts'
import { command as paymentLookup } from '../../commands/payment/lookup.ts'
import { command as paymentRetry } from '../../commands/payment/retry.ts'
import { command as pollPause } from '../../commands/poll/pause.ts'
import { command as pollResume } from '../../commands/poll/resume.ts'
import { command as pollStatus } from '../../commands/poll/status.ts'
import { command as statusShow } from '../../commands/status/show.ts'
import { command as txList } from '../../commands/tx/list.ts'
import { command as txShow } from '../../commands/tx/show.ts'
import { command as txTest } from '../../commands/tx/test.ts'
import { Failure } from '../../engine/failure.ts'
import { type Voice, write } from '../../engine/phrase.ts'
import { type Desk, openDesk, readArguments } from '../support/commands.ts'

let desk: Desk
let spanish: Voice
/** What was said and had no Spanish. */
const untranslated = new Set<string>()

beforeAll(async () => {
  const voice = (await loadLanguages()).voiceFor('es', { timeZone: 'America/Guatemala', names: 'full' })
  spanish = {
    ...voice,
    translate(template) {
      const translation = voice.translate(template)
      if (translation === undefined && /\p{L}/u.test(template.replaceAll(/\{\d+\}/g, '')))
        untranslated.add(template)
      return translation
    },
  }
  desk = await openDesk({
    checks: [
      {
        name: 'database',
        ok: true,
        sentence: 'answers; 2 active client(s) in 1 currency pool(s)',
        milliseconds: 3,
      },
      { name: 'lnbits', ok: false, sentence: 'the host does not answer', milliseconds: 9 },
    ],
  })
  await desk.world.addClient('Ana López', '9000.00')
  await desk.world.addClient('Beto', '3000.00')
  await desk.world.sell()
  await desk.world.toRest()
})
afterAll(() => desk?.close())

const WIDE = { colours: false, width: 100 }

/** As it is read, without what differs from run to run: ids, ages, hashes. */
const steady = (written: string): string =>
  written
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>')
    .replaceAll(/\b[0-9a-f]{32}\b/g, '<wallet>')
    .replaceAll(/\(([0-9a-f]{8})\)/g, '(<id>)')
    .replaceAll(/\d{1,2}\/\d{1,2}\/\d{4}, \d\d:\d\d:\d\d/g, '<time>')
    .replaceAll(/\b\d+ (?:s|min)\b/g, '<age>')

async function inSpanish(command: Command, written: Record<string, string> = {}): Promise<string> {
  const { said } = await desk.run(command, written)
  return steady(renderAnswer(said, { ...WIDE, voice: spanish }))
}

function previewInSpanish({ what, lines }: Preview): string {
  return steady([what, ...lines].map((line) => write(line, spanish)).join('\n'))
}

describe('as a shopkeeper in Guatemala reads it', () => {
  test('status show', async () => {
    expect(await inSpanish(statusShow)).toMatchInlineSnapshot(`
      "✔ Todo está bien
      Alertas                ninguna en curso
      De turno               ⚠ NADIE: "oncall set level1"
      Consultas              en marcha
      Pagos                  en marcha
      Última consulta buena  hace <age>
      Retiros                terminados: 1, pagándose: 0, pendientes: 0, apartados: 0, sin confirmar: 0
      Pagado                 266,800 sats en 3 pagos
      En curso               0 pagos
      En duda                0 sats
      Depósitos GTQ          10,000.00 GTQ de saldo, 2 clientes activos, 0.00 GTQ en reserva

      sigue: tx list  ·  client list  ·  panic"
    `)
  })

  test('tx show', async () => {
    const [cashOut] = await desk.world.readings.transactions({ limit: 1 })
    expect(await inSpanish(txShow, { cashout: String(cashOut?.id) })).toMatchInlineSnapshot(`
      "✔ Retiro n.º 1 (<id>) de 2,000.00 GTQ, terminado
      Cajero             machine-1
      Cuándo             <time>
      El comprador pagó  266,800 sats
      Para los clientes  259,029 sats
      Comisión           7,771 sats
      Registrado         <time>
      Terminado          <time>

      La comisión, según la regla markup (la comisión se suma a lo que reciben los clientes):

      1. El comprador pagó 266,800 sats y recibió 2,000.00 GTQ.
      2. La comisión es de 3 %, sin descuento.
      3. Lo pagado son los sats de los clientes más un 3 % de ellos, así que los sats de los clientes son
      266,800 / 1.03 = 259,029.126213… sats.
      4. Solo se pueden pagar sats enteros y la fracción queda para el operador: los clientes reciben
      259,029 sats.
      5. El resto es la comisión del operador: 266,800 − 259,029 = 7,771 sats.

      Según la regla ticker: 259,067 sats para los clientes, 7,733 sats de comisión: 38 sats más para los
      clientes.

      Para          Podía gastar        Pagado       Recibió  Pago
      #1 Ana López  9,000.00 GTQ  1,500.00 GTQ  194,272 sats  #1 terminado ✔
      #2 Beto       3,000.00 GTQ    500.00 GTQ   64,757 sats  #2 terminado ✔
      comisión                 –             –    7,771 sats  #3 terminado ✔

      Σ sats: 259,029 sats para los clientes + 7,771 sats de comisión = 266,800 sats ✔
      Σ clientes: 259,029 sats + 0 sats que ningún depósito cubre (del operador) = 259,029 sats ✔
      Σ efectivo: 2,000.00 GTQ + 0.00 GTQ que ningún depósito cubre = 2,000.00 GTQ ✔
      calculado de nuevo solo con esta fila: lo mismo ✔

      En Lamassu         <uuid>
      Estado             confirmed, efectivo confirmado
      Efectivo           2,000 GTQ
      Pagado             266,800 sats por Lightning
      Comisión           0.03
      Descuento          –
      Precio de mercado  772000
      Error              ninguno
      Salió el efectivo  –

      sigue: tx list"
    `)
  })

  test('payment list', async () => {
    expect(await inSpanish(paymentList, { status: 'all' })).toMatchInlineSnapshot(`
      "· 3 pagos (estado: todos), Σ 266,800 sats
      Pago  Para                  Sats  Estado       Antigüedad
      #3    comisión        7,771 sats  terminado ✔  <age>
      #2    #2 Beto        64,757 sats  terminado ✔  <age>
      #1    #1 Ana López  194,272 sats  terminado ✔  <age>

      sigue: payment show 3"
    `)
  })

  test('the preview of deposit confirm', async () => {
    const [ana] = await desk.world.readings.findClients('Ana López')
    const id = await desk.world.stores.bookkeeping.addDeposit(
      { clientId: ana?.id ?? 0n, amount: 500_000n as never, note: 'contado dos veces', idempotencyKey: null },
      'terminal:maria',
    )
    const args = readArguments(depositConfirm, { deposit: String(id) }) as never
    expect(previewInSpanish(await depositConfirm.preview(await desk.context(), args))).toMatchInlineSnapshot(`
      "Confirmar el depósito n.º 3 de 5,000.00 GTQ para #1 Ana López
      saldo: 7,500.00 GTQ → 12,500.00 GTQ
      disponible para retiros: 7,500.00 GTQ → 12,500.00 GTQ
      ingresado por terminal:maria: contado dos veces"
    `)
  })
})

/** English words that no Spanish sentence has, nor a command's own line. */
const ENGLISH_WORDS =
  /\b(?:the|of|is|are|was|and|with|by|not|no longer|for|what|which|that|cash|paid|left|waits?)\b/i

/** Everything that is read, without the lines of commands, which are the same in every language. */
function wordsOf(answer: Answer): string {
  const blocks = answer.blocks.filter((block) => block.kind !== 'next')
  return renderAnswer({ ...answer, blocks }, { ...WIDE, width: Infinity, voice: spanish })
    .replaceAll(/"[a-z]+ [a-z-]+[^"]*"/g, '')
    .replaceAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g, '')
}

test('no command answers with a sentence that was not translated', async () => {
  const payment = String((await desk.world.readings.transfers({ status: 'all', limit: 1 }))[0]?.id)
  const runs: [Command, Record<string, string>][] = [
    [statusShow, {}],
    [checkAll, {}],
    [clientShow, { client: 'Ana López' }],
    [clientBalance, { client: 'Ana López' }],
    [clientHistory, { client: 'Beto' }],
    [depositList, {}],
    [paymentList, {}],
    [paymentLookup, { payment }],
    [pollStatus, {}],
    [pollPause, { reason: 'contando' }],
    [statusShow, {}],
    [configShow, {}],
    [pollResume, {}],
    [txList, {}],
    [
      txTest,
      { 'crypto-atoms': '266800', commission: '0.03', fiat: '2000', currency: 'GTQ', price: '772000' },
    ],
  ]
  for (const [command, written] of runs) {
    const { said } = await desk.run(command, written)
    expect(wordsOf(said), `${command.noun} ${command.verb}`).not.toMatch(ENGLISH_WORDS)
  }
  const refused = await desk.run(paymentRetry, { payment }).catch((thrown: unknown) => thrown)
  expect(refused).toBeInstanceOf(Failure)
  expect(write((refused as Failure).sentence, spanish)).toMatch(/^El pago \d+ está terminado: no hay nada/)
  expect([...untranslated]).toEqual([])
})
