export const messages: Readonly<Record<string, string>> = {
  Adjustment: 'Ajuste',
  adjustment: 'ajuste|ajustes',
  Reconciliation: 'Conciliación',
  "the client's numbers agree": 'las cifras del cliente cuadran',
  "the client's numbers do not agree: look at once":
    'las cifras del cliente no cuadran: revíselas de inmediato',
  'on hold for payments under way, and not touched: {0}': 'en reserva para pagos en curso, y no se toca: {0}',
  'reconciliation, “balance of {0}”: {1} deposited − {2} paid + {3} adjusted = {4}, and {5} adjusted = {6} afterwards: square before and after':
    'conciliación, «saldo de {0}»: {1} depositado − {2} pagado + {3} ajustado = {4}, y después {5} ajustado = {6}: cuadra antes y después',
  'reconciliation, “journal account of {0}”: off by {1} → {2}: this fixes it':
    'conciliación, «cuenta del diario de {0}»: diferencia de {1} → {2}: con esto se corrige',
  'reconciliation, “balance of {0}”: off by {1} → {2}: this fixes it':
    'conciliación, «saldo de {0}»: diferencia de {1} → {2}: con esto se corrige',
  'booked first: {0} by which the balance differs from its deposits, payments and adjustments':
    'se asienta primero: {0} en que el saldo difiere de sus depósitos, pagos y ajustes',
  'booked first: {0} by which the journal differs from deposits, payments and adjustments':
    'se asienta primero: {0} en que el diario difiere de los depósitos, pagos y ajustes',
  'because: {0}': 'motivo: {0}',
  'incident: {0}': 'incidente: {0}',
  'adjustment #{0} of {1} for {2}': 'el ajuste n.º {0} de {1} para {2}',
  'directly in the database': 'directamente en la base de datos',
  'takes back #{0}': 'anula el n.º {0}',
  'taken back by #{0}': 'anulado por el n.º {0}',
  'The corrections of balances, the newest first: who, why, approved by whom, before and after':
    'Las correcciones de saldos, de la más reciente a la más antigua: quién, por qué, quién la aprobó, antes y después',
  'Adjust the balance of {0} by {1}': 'Ajustar el saldo de {0} en {1}',
  'The balance of {0} stays {1}, and the books agree with it':
    'El saldo de {0} sigue en {1}, y los libros cuadran con él',
  'The balance of {0} is adjusted: {1} → {2}': 'El saldo de {0} quedó ajustado: {1} → {2}',
  "Correct a client's balance by an entry in the journal, once a second person has agreed; nothing is overwritten":
    'Corregir el saldo de un cliente con un asiento en el diario, cuando una segunda persona está de acuerdo; nada se sobrescribe',
  'by how much, in whole units: 50.00 gives, -50.00 takes away, 0 only books what nobody has booked':
    'en cuánto, en unidades: 50.00 suma, -50.00 resta, 0 solo asienta lo que nadie asentó',
  'the incident that it belongs to; the one that is open unless given':
    'el incidente al que pertenece; si no se indica, el que está abierto',
  'Take back {0}': 'Anular {0}',
  'it was made because: {0}': 'se hizo por este motivo: {0}',
  'Adjustment #{0} of {1} is taken back: {2} → {3}': 'El ajuste n.º {0} de {1} quedó anulado: {2} → {3}',
  'Take an adjustment back by a second entry, once; both stay in the journal':
    'Anular un ajuste con un segundo asiento, una sola vez; los dos quedan en el diario',
  "the adjustment's number": 'el número del ajuste',
  '--amount is zero, and the balance of {0} agrees with the books: there is nothing to adjust.':
    '--amount es cero, y el saldo de {0} cuadra con los libros: no hay nada que ajustar.',
  'This would bring the balance of {0} above {1}, the most that a balance can be.':
    'Esto llevaría el saldo de {0} por encima de {1}, lo máximo que puede ser un saldo.',
  "{0} can't be taken away: the balance of {1} is {2}, and none goes below zero. Take at most {3}, and settle the rest with the client himself.":
    'No se puede restar {0}: el saldo de {1} es de {2}, y ninguno baja de cero. Reste {3} como máximo, y arregle el resto con el propio cliente.',
  "{0} can't be taken away: of the balance of {1}, {2} is on hold for payments under way. Take at most {3}, or wait until those payments are completed or cancelled.":
    'No se puede restar {0}: del saldo de {1}, {2} está en reserva para pagos en curso. Reste {3} como máximo, o espere a que esos pagos se completen o se cancelen.',
  'There is no adjustment #{0}: "adjust list" shows which there are.':
    'No existe el ajuste n.º {0}: "adjust list" muestra los que hay.',
  'Adjustment #{0} was already taken back by #{1}: nothing was changed.':
    'El ajuste n.º {0} ya fue anulado por el n.º {1}: no se cambió nada.',
  'Adjustment #{0} takes back #{1} itself: use "adjust propose" for a new one.':
    'El ajuste n.º {0} es la anulación del n.º {1}: para uno nuevo use "adjust propose".',
  '#{0} only brought the journal to what deposits and payments say, and the balance did not change by it: there is nothing to take back.':
    'El n.º {0} solo llevó el diario a lo que dicen los depósitos y los pagos, y el saldo no cambió con él: no hay nada que anular.',
}
