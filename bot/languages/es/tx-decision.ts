export const messages: Readonly<Record<string, string>> = {
  'not in the books': 'no está en los libros',
  'held back': 'retenido',
  released: 'liberado',
  'put aside for good': 'descartado',
  'taken in by hand': 'registrado a mano',
  By: 'Por',
  Why: 'Motivo',
  '{0} (with the file {1})': '{0} (con el archivo {1})',
  'seen by a poll that waits for it': 'visto por una consulta, en espera',
  'from before go-live': 'de antes de la puesta en marcha',
  'It is in the queue, and is distributed and paid by itself while payouts are on.':
    'Está en la cola, y se reparte y se paga solo mientras los pagos estén activados.',
  'It is put aside for good, and no poll takes it up again. Nothing was deleted.':
    'Queda descartado, y ninguna consulta lo vuelve a tomar. No se borró nada.',
  'It is set aside: {0}. Nothing of it is paid before a person decides.':
    'Está apartado: {0}. No se paga nada de él antes de que alguien decida.',
  'cash-out {0}': 'retiro {0}',
  'Hold {0} back': 'Retener {0}',
  'the cash-out: {0} → held back': 'el retiro: {0} → retenido',
  'no sats and no balance move; the other cash-outs go on':
    'no se mueven sats ni saldos; los demás retiros siguen',
  'Held back: {0}': 'Retenido: {0}',
  'Keep a cash-out from being distributed until somebody releases it':
    'Impedir que un retiro se reparta hasta que alguien lo libere',
  'Put {0} aside for good': 'Descartar {0}',
  'the cash-out: {0} → put aside for good': 'el retiro: {0} → descartado',
  'the clients get nothing of its sats; no balance changes':
    'los clientes no reciben nada de sus sats; ningún saldo cambia',
  '"tx release" takes it back, should it prove wrong': '"tx release" lo recupera, si resultara un error',
  'Put aside for good: {0}': 'Descartado: {0}',
  'Put a cash-out aside for good, so that nobody is paid for it; it stays in the books':
    'Descartar un retiro, para que no se pague a nadie por él; queda en los libros',
  'why nobody is owed anything for it': 'por qué no se debe nada a nadie por él',
  'Release {0}': 'Liberar {0}',
  'the cash-out: put aside for good → held back; release it once more to let it go on':
    'el retiro: descartado → retenido; libérelo una vez más para que siga',
  'the cash-out: {0} → judged again, by its row as Lamassu has it now':
    'el retiro: {0} → juzgado de nuevo, según lo que Lamassu tiene ahora',
  'if nothing speaks against it, it is distributed and paid by itself':
    'si nada lo impide, se reparte y se paga solo',
  'Released: {0}': 'Liberado: {0}',
  'Let a cash-out go on that was held back or set aside, if nothing speaks against it any more':
    'Dejar seguir un retiro que estaba retenido o apartado, si ya nada lo impide',
  'Cash-out {0}:': 'Retiro {0}:',
  'it is not in the books, so there is nothing to release.':
    'no está en los libros, así que no hay nada que liberar.',
  'it was finished before this program went live, and is never paid by itself.':
    'terminó antes de la puesta en marcha de este programa, y nunca se paga solo.',
  'it was put aside for good. "tx release {0}" takes it back first.':
    'está descartado. Recupérelo primero con "tx release {0}".',
  'it is held already.': 'ya está retenido.',
  'it is not held: it goes on by itself.': 'no está retenido: sigue por sí solo.',
  'it is taken in and goes on by itself. "tx show {0}" says what it waits for.':
    'está registrado y sigue por sí solo. "tx show {0}" dice qué espera.',
  'it is distributed, and its payments are made or under way: "poll pause --what payout" stops all payments.':
    'está repartido, y sus pagos están hechos o en curso: "poll pause --what payout" detiene todos los pagos.',
  'it is distributed already.': 'ya está repartido.',
  "it is distributed, so it can't be put aside any more.":
    'está repartido, así que ya no se puede descartar.',
  'it has payments already, so it is not processed a second time. "tx show {0}" lists them; "payment retry" is for those that are not paid.':
    'ya tiene pagos, así que no se procesa otra vez. "tx show {0}" los lista; "payment retry" es para los que no están hechos.',
  'It is not in the books.': 'No está en los libros.',
  'The reason for which it was set aside still holds: {0}. "tx process {1}" is for a person who answers for it.':
    'El motivo por el que se apartó sigue en pie: {0}. "tx process {1}" es para quien responda por él.',
  'No cash came out of the machine for it, so nothing is owed. "tx ignore {0}" puts it aside for good.':
    'No salió efectivo del cajero por él, así que no se debe nada. "tx ignore {0}" lo descarta.',
  'Lamassu has not finished with it: release it once its sats are confirmed and its cash has come out.':
    'Lamassu no ha terminado con él: libérelo cuando sus sats estén confirmados y haya salido el efectivo.',
  "Cash-out {0} can't be paid, not even by hand: {1}.":
    'El retiro {0} no se puede pagar, ni siquiera a mano: {1}.',
  'Cash-out {0}: {1}. If you have counted and know that it did, say so with --force-undispensed.':
    'Retiro {0}: {1}. Si lo contó y sabe que sí salió, dígalo con --force-undispensed.',
  'Cash-out {0} has just been changed by somebody else, or by a poll: nothing was done. Look at it again.':
    'El retiro {0} acaba de ser cambiado por alguien más, o por una consulta: no se hizo nada. Vuelva a mirarlo.',
  'Sats are under way for cash-out {0}, or the wallet shows some that the books don\'t know: it can\'t be put aside for good before that is settled. "status show" says what is open.':
    'Hay sats en camino para el retiro {0}, o la billetera muestra algunos que los libros no conocen: no se puede descartar antes de aclararlo. "status show" dice qué está abierto.',
  'Lamassu has no cash-out {0}: nothing was done.': 'Lamassu no tiene ningún retiro {0}: no se hizo nada.',
}
