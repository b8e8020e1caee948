export const messages: Readonly<Record<string, string>> = {
  '--month must be a month such as 2026-11; "{0}" is not.':
    '--month debe ser un mes como 2026-11; "{0}" no lo es.',
  '{0}: statement of {1}': '{0}: estado de cuenta de {1}',
  'At the beginning': 'Al inicio',
  Movements: 'Movimientos',
  'Sats received': 'Sats recibidos',
  'At the end': 'Al final',
  'The movements lead from the one balance to the other ✔': 'Los movimientos llevan de un saldo al otro ✔',
  'The movements do not lead from the one balance to the other ✘':
    'Los movimientos no llevan de un saldo al otro ✘',
  "A month of a client's account, as a PDF for the client and as a table: every movement with the balance after it":
    'Un mes de la cuenta de un cliente, en PDF para el cliente y en una tabla: cada movimiento con el saldo que dejó',
  "of the papers; the client's own, or yours, unless given":
    'de los documentos; si no se indica, el del cliente o el suyo',
  'The PDF is for the client. The table is for you: the reasons of corrections stand in it, in the words of whoever made them.':
    'El PDF es para el cliente. La tabla es para usted: trae los motivos de las correcciones, en palabras de quien las hizo.',
  'The PDF could not be made ({0}). The books are not affected; ask again.':
    'No se pudo hacer el PDF ({0}). Los libros no se ven afectados; vuelva a pedirlo.',
  // On the paper.
  'Statement of {0}': 'Estado de cuenta de {0}',
  'All amounts in {0}, all times as in {1}': 'Todos los montos en {0}, todas las horas de {1}',
  'Printed on {0}': 'Impreso el {0}',
  'The month is not over: more may follow': 'El mes no ha terminado: puede haber más movimientos',
  'Nothing moved in this month': 'No hubo movimientos en este mes',
  'The price is what a whole bitcoin cost in that purchase.':
    'El precio es lo que costó un bitcoin entero en esa compra.',
  'Balance at the beginning': 'Saldo al inicio',
  'Balance at the end': 'Saldo al final',
  'Balance now': 'Saldo actual',
  'of this already set aside for purchases under way': 'de esto, apartado para compras en curso',
  correction: 'corrección|correcciones',
  'bitcoin purchase': 'compra de bitcoin|compras de bitcoin',
  'Deposits taken back: {0}': 'Depósitos anulados: {0}',
  'Bitcoin received in this month': 'Bitcoin recibido en este mes',
  'Bitcoin received so far': 'Bitcoin recibido hasta ahora',
  'Paid for it, from your deposits': 'Lo que costó, de sus depósitos',
  '{0} sats': '{0} sats',
  'Amount in {0}': 'Monto en {0}',
  'Price of a bitcoin': 'Precio de un bitcoin',
  'Balance in {0}': 'Saldo en {0}',
  'Deposit #{0}': 'Depósito n.º {0}',
  'Deposit taken back': 'Depósito anulado',
  'Bitcoin bought': 'Compra de bitcoin',
  'Bitcoin, cash-out #{0}': 'Bitcoin, retiro n.º {0}',
  Correction: 'Corrección',
  'the month; this one unless given': 'el mes; si no se indica, el actual',
}
