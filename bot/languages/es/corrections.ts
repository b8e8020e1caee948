export const messages: Readonly<Record<string, string>> = {
  // deposit reverse
  'confirmed at {0} by {1}': 'confirmado el {0} por {1}',
  'deposited before: {0} → {1}: the reconciliation stays as it is':
    'total depositado: {0} → {1}: la conciliación queda igual',
  'Deposit #{0} of {1} is taken back': 'El depósito n.º {0} de {1} quedó anulado',
  'Deposit {0} is {1} and counts for nothing so far: "deposit reject {2}" turns it down.':
    'El depósito {0} está {1} y todavía no cuenta: "deposit reject {2}" lo rechaza.',
  ' {0} is on hold for payments under way: wait until they are completed or cancelled.':
    ' {0} está en reserva para pagos en curso: espere a que se completen o se cancelen.',
  "Deposit #{0} of {1} can't be taken back: nothing of the balance is left that is not on hold. Settle it with the client himself.{2}":
    'El depósito n.º {0} de {1} no se puede anular: del saldo no queda nada que no esté en reserva. Arréglelo con el propio cliente.{2}',
  'Deposit #{0} of {1} can\'t be taken back: only {2} of the balance is left and not on hold. Take that with "adjust propose {3} --amount -{4}", and settle the other {5} with the client himself.{6}':
    'El depósito n.º {0} de {1} no se puede anular: del saldo solo quedan {2} que no están en reserva. Réstelos con "adjust propose {3} --amount -{4}", y arregle los otros {5} con el propio cliente.{6}',
  'Take a confirmed deposit back, once a second person has agreed; it stays in the books, and so does its confirmation':
    'Anular un depósito confirmado, cuando una segunda persona está de acuerdo; queda en los libros, igual que su confirmación',
  // recon explain
  'journal corrected': 'diario corregido',
  'reversal of deposit #{0}': 'anulación del depósito n.º {0}',
  'deposit #{0}': 'depósito n.º {0}',
  'given-up payment #{0}': 'pago abandonado n.º {0}',
  'distribution of cash-out #{0}': 'reparto del retiro n.º {0}',
  'correction of the journal': 'corrección del diario',
  'Where it stops: {0}': 'Dónde se interrumpe: {0}',
  '{0} says that it left {1} on hold. By its own amounts it left {2}: that should stand there.':
    '{0} dice que dejó {1} en reserva. Según sus propios montos dejó {2}: eso debería estar ahí.',
  '{0} says that it left a balance of {1}. By its own amounts it left {2}: that should stand there.':
    '{0} dice que dejó un saldo de {1}. Según sus propios montos dejó {2}: eso debería estar ahí.',
  'for {0} there is no entry in the journal, and the balance does not count it either: an entry of {1} should stand at the end.':
    'para {0} no hay asiento en el diario, y el saldo tampoco lo cuenta: al final debería estar un asiento de {1}.',
  'for {0} there is no entry in the journal, and the balance counts it: an entry of {1} should stand at the end.':
    'para {0} no hay asiento en el diario, y el saldo sí lo cuenta: al final debería estar un asiento de {1}.',
  'for {0} there is no entry in the journal, and the balance counts it: an entry of {1} should stand right before {2}.':
    'para {0} no hay asiento en el diario, y el saldo sí lo cuenta: debería estar un asiento de {1} justo antes de {2}.',
  '{0} of {1} stands for nothing that the books know of: nothing should stand there.':
    '{0} de {1} no corresponde a nada que los libros conozcan: ahí no debería estar nada.',
  'the beginning': 'el comienzo',
  'after {0} {1} was on hold, and now it is {2}: it was changed by {3} without an entry. {4} should be on hold.':
    'después de {0} había {1} en reserva, y ahora hay {2}: cambió en {3} sin asiento. Debería haber {4} en reserva.',
  'after {0} {1} was on hold, and before {2} it was {3}: it was changed by {4} without an entry. {5} should stand there.':
    'después de {0} había {1} en reserva, y antes de {2} había {3}: cambió en {4} sin asiento. Ahí debería estar {5}.',
  '{0} left a balance of {1}, and now it is {2}: it was changed by {3} without an entry. The balance should be {4}.':
    '{0} dejó un saldo de {1}, y ahora es de {2}: cambió en {3} sin asiento. El saldo debería ser de {4}.',
  '{0} left a balance of {1}, and {2} began with {3}: in between it was changed by {4} without an entry. {5} should stand there.':
    '{0} dejó un saldo de {1}, y {2} empezó con {3}: entre los dos cambió en {4} sin asiento. Ahí debería estar {5}.',
  "{0} books {1}, and by {2} it should be {3}: one of the two was changed afterwards. What the client's wallet received decides.":
    '{0} asienta {1}, y según {2} debería ser {3}: uno de los dos se cambió después. Decide lo que recibió la billetera del cliente.',
  '{0} books {1}, and by {2} it should be {3}. The balances around the entry agree with the entry: the row of {4} was changed, and {5} should stand there.':
    '{0} asienta {1}, y según {2} debería ser {3}. Los saldos alrededor del asiento cuadran con el asiento: se cambió la fila de {4}, y ahí debería estar {5}.',
  '{0} books {1}, and by {2} it should be {3}. The balances around the entry agree with {4}: the entry was changed, and {5} should stand there.':
    '{0} asienta {1}, y según {2} debería ser {3}. Los saldos alrededor del asiento cuadran con {4}: se cambió el asiento, y ahí debería estar {5}.',
  'After it {0} more do not agree.': 'Después de eso hay {0} más que no cuadran.',
  '{0}: everything agrees, over {1}': '{0}: todo cuadra, en {1}',
  '{0}: every entry agrees, and the totals do not': '{0}: cada asiento cuadra, y los totales no',
  '{0}: the books agree up to the last of {1}, and not with what stands now':
    '{0}: los libros cuadran hasta el último de {1}, y no con lo que hay ahora',
  '{0}: the books stop to agree at {1}': '{0}: los libros dejan de cuadrar en {1}',
  Entry: 'Asiento',
  'No adjustment mends this: a row was changed by somebody with the rights of the server itself. Put it back as it stands in the newest export or backup, and find out who it was.':
    'Ningún ajuste corrige esto: alguien con permisos del propio servidor cambió una fila. Déjela como está en la exportación o copia de seguridad más reciente, y averigüe quién fue.',
  'The correction, for a second person to agree to:':
    'La corrección, para que una segunda persona la apruebe:',
  'It leaves the balance as it is, and books what has to be booked for everything to agree. The row itself stays as it is: find out who changed it.':
    'Deja el saldo como está y asienta lo que hace falta para que todo cuadre. La fila misma queda como está: averigüe quién la cambió.',
  'Corrected since, {0}; the newest: {1}': 'Corregido desde entonces, {0}; lo más reciente: {1}',
  'Changed in the database itself, and booked as adjustment #{0}: {1} at {2} by {3}, {4}.':
    'Cambiado en la propia base de datos, y asentado como ajuste n.º {0}: {1} el {2} por {3}, {4}.',
  'Deposits − payments + adjustments': 'Depósitos − pagos + ajustes',
  'payments under way {0}': 'pagos en curso {0}',
  'journal {0}': 'diario {0}',
  'Sats on their way': 'Sats en camino',
  "Walk a client's history entry by entry to where it stops to agree, and propose the correction":
    'Recorrer la historia de un cliente asiento por asiento hasta donde deja de cuadrar, y proponer la corrección',
}
