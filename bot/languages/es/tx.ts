export const messages: Readonly<Record<string, string>> = {
  'Cash-outs that stand twice in the books, and clients paid twice for one cash-out':
    'Retiros que están dos veces en los libros, y clientes pagados dos veces por un retiro',
  'The cash-outs that were taken in, the newest first, and those that wait':
    'Los retiros registrados, del más reciente al más antiguo, y los que están en espera',
  'Compare all ids both ways: dispensed in Lamassu and not in the books, in the books and not in Lamassu':
    'Comparar todo en ambos sentidos: lo entregado en Lamassu que no está en los libros, y lo que está en los libros y no en Lamassu',
  'What a cash-out that is not distributed would be split into now; nothing is written':
    'Cómo se repartiría ahora un retiro aún sin repartir; no se escribe nada',
  'One cash-out in full: the commission worked out, who got what, and the sums checked':
    'Un retiro completo: el cálculo de la comisión, quién recibió qué, y las sumas comprobadas',
  "Work out an invented cash-out for today's clients: a dry run, nothing is written and nothing is sent":
    'Calcular un retiro inventado con los clientes de hoy: un simulacro, no se escribe ni se envía nada',
  'only those of one machine, by name or device id':
    'solo los de un cajero, por nombre o identificador del equipo',
  'only those from then on': 'solo los de entonces en adelante',
  'only those before then': 'solo los anteriores',
  "the cash-out's number, Lamassu's id or a beginning of it; the whole id where only Lamassu has it":
    'el número del retiro, el identificador de Lamassu o su comienzo; completo si solo lo tiene Lamassu',
  "the cash-out's number, or Lamassu's id or a beginning of it":
    'el número del retiro, o el identificador de Lamassu o su comienzo',
  'sats that the customer pays, commission included':
    'los sats que paga el comprador, con la comisión incluida',
  'the commission as a fraction: 0.03 is 3 %': 'la comisión como fracción: 0.03 es 3 %',
  'percent off the commission': 'porcentaje de descuento sobre la comisión',
  'cash that the machine pays out, in whole units': 'el efectivo que entrega el cajero, en unidades',
  'the currency of the cash': 'la moneda del efectivo',
  "Lamassu's price of one bitcoin, without commission": 'el precio de un bitcoin según Lamassu, sin comisión',
  'a fixed fee on top, in the same currency': 'un cargo fijo adicional, en la misma moneda',
  'the commission rule; the configured one unless given':
    'la regla de la comisión; si no se indica, la configurada',
  // The commission, worked out.
  'markup (the commission is added to what the clients get)':
    'markup (la comisión se suma a lo que reciben los clientes)',
  "ticker (the clients get what the cash was worth at Lamassu's price)":
    'ticker (los clientes reciben lo que valía el efectivo al precio de Lamassu)',
  'The customer paid {0} and got {1}.': 'El comprador pagó {0} y recibió {1}.',
  'Not computable: there is no commission.': 'No se puede calcular: no hay comisión.',
  'Not computable: there is no ticker price.': 'No se puede calcular: no hay precio de mercado.',
  "On top came a fixed fee of {0}, which is the operator's. What was paid for the cash itself is {1} × {2} / {3} = {4} sats.":
    'Además hubo un cargo fijo de {0}, que es del operador. Lo pagado por el efectivo mismo es {1} × {2} / {3} = {4} sats.',
  "What was paid is the clients' sats and {0} % of them on top, so the clients' sats are {1} / {2} = {3} sats.":
    'Lo pagado son los sats de los clientes más un {0} % de ellos, así que los sats de los clientes son {1} / {2} = {3} sats.',
  'The commission is {0} %, without a discount.': 'La comisión es de {0} %, sin descuento.',
  'The commission is {0} %, and {1} % of it is waived: {2} % × (100 − {3}) / 100 = {4} %.':
    'La comisión es de {0} %, y se perdona un {1} % de ella: {2} % × (100 − {3}) / 100 = {4} %.',
  "One bitcoin, which is {0}, was worth {1} by Lamassu's ticker, without commission.":
    'Un bitcoin, es decir {0}, valía {1} según Lamassu, sin comisión.',
  'The cash was worth {0} × {1} / {2} = {3} sats.': 'El efectivo valía {0} × {1} / {2} = {3} sats.',
  'That is more than the customer paid, so the clients get all that came in: {0}.':
    'Eso es más de lo que pagó el comprador, así que los clientes reciben todo lo que entró: {0}.',
  'That is a whole number: the clients get {0}.': 'Es un número entero: los clientes reciben {0}.',
  'Only whole sats can be paid and the fraction stays with the operator: the clients get {0}.':
    'Solo se pueden pagar sats enteros y la fracción queda para el operador: los clientes reciben {0}.',
  "The rest is the operator's commission: {0} − {1} = {2}.":
    'El resto es la comisión del operador: {0} − {1} = {2}.',
  'By the markup rule: not computable, there is no commission.':
    'Según la regla markup: no se puede calcular, no hay comisión.',
  'By the ticker rule: not computable, there is no ticker price.':
    'Según la regla ticker: no se puede calcular, no hay precio de mercado.',
  'By the {0} rule: {1} for the clients, {2} commission: {3}.':
    'Según la regla {0}: {1} para los clientes, {2} de comisión: {3}.',
  'no difference': 'sin diferencia',
  '{0} more for the clients': '{0} más para los clientes',
  '{0} less for the clients': '{0} menos para los clientes',
  'The commission, by the rule {0}:': 'La comisión, según la regla {0}:',
  // The split.
  Pays: 'Paga',
  Gets: 'Recibe',
  Got: 'Recibió',
  'No client has a deposit that this cash-out could be spent on.':
    'Ningún cliente tiene un depósito en el que se pueda gastar este retiro.',
  'No client had a deposit that it could be spent on.':
    'Ningún cliente tenía un depósito en el que se pudiera gastar.',
  '… and {0}: --json has all of them.': '… y {0}: --json las tiene todas.',
  'Σ sats: {0} for the clients + {1} commission = {2}':
    'Σ sats: {0} para los clientes + {1} de comisión = {2}',
  "Σ clients: {0} + {1} that no deposit covers (the operator's) = {2}":
    'Σ clientes: {0} + {1} que ningún depósito cubre (del operador) = {2}',
  'Σ cash: {0} + {1} that no deposit covers = {2}': 'Σ efectivo: {0} + {1} que ningún depósito cubre = {2}',
  'worked out again from this row alone: the same': 'calculado de nuevo solo con esta fila: lo mismo',
  // Lamassu's row.
  'In Lamassu': 'En Lamassu',
  '{0}, cash confirmed': '{0}, efectivo confirmado',
  '{0}, cash NOT confirmed': '{0}, efectivo SIN confirmar',
  '{0}, dispensed {1}': '{0}, entregado {1}',
  '{0} over Lightning': '{0} por Lightning',
  Discount: 'Descuento',
  'Ticker price': 'Precio de mercado',
  Error: 'Error',
  'Cash came out': 'Salió el efectivo',
  'the machine is still dispensing': 'el cajero todavía está entregando',
  "the customer's sats are not confirmed yet": 'los sats del comprador aún no están confirmados',
  // Why one is set aside.
  'the machine started to dispense and never confirmed that all cash came out':
    'el cajero empezó a entregar y nunca confirmó que salió todo el efectivo',
  'the notes that came out do not add up to the amount of the cash-out':
    'los billetes que salieron no suman el monto del retiro',
  'the cash came out, and Lamassu recorded an error on the same row':
    'el efectivo salió, y Lamassu anotó un error en la misma fila',
  'the customer is marked as a test customer in Lamassu':
    'el comprador está marcado en Lamassu como cliente de prueba',
  'the customer paid with a coin that is neither BTC nor LN':
    'el comprador pagó con una moneda que no es BTC ni LN',
  'no client keeps deposits in the currency that was dispensed':
    'ningún cliente tiene depósitos en la moneda que se entregó',
  'an amount is missing, zero, negative, out of range, or has more decimals than its currency':
    'un monto falta, es cero, es negativo, está fuera de rango o tiene más decimales que su moneda',
  'Lamassu recorded no commission': 'Lamassu no anotó ninguna comisión',
  'Lamassu recorded no ticker price': 'Lamassu no anotó el precio de mercado',
  'the commission is not a fraction from 0 to below 1, or the discount not a percentage from 0 to 100':
    'la comisión no es una fracción de 0 a menos de 1, o el descuento no es un porcentaje de 0 a 100',
  'the row changed in Lamassu after it was taken in':
    'la fila cambió en Lamassu después de haberse registrado',
  'the row could not be read': 'no se pudo leer la fila',
  'a person holds it back': 'una persona lo retiene',
  // tx duplicates
  Which: 'Cuál',
  Times: 'Veces',
  Numbers: 'Números',
  'Nothing is there twice': 'Nada está dos veces',
  '{0} found': 'Hay {0}',
  'No cash-out is there twice, and nobody is paid twice for one.':
    'Ningún retiro está dos veces, y a nadie se le paga dos veces por uno.',
  'The database forbids this: somebody has removed a constraint. Stop payouts first.':
    'La base de datos lo prohíbe: alguien quitó una restricción. Primero detenga los pagos.',
  'the same cash-out': 'el mismo retiro',
  'payments to one client for one cash-out': 'pagos a un cliente por un mismo retiro',
  // tx list
  '{0}, {1} waiting': '{0}, {1} en espera',
  'None was taken in.': 'No se registró ninguno.',
  '{0}, CHANGED': '{0}, CAMBIADO',
  'Waiting, and looked at with every poll:': 'En espera, y revisados en cada consulta:',
  // tx missing
  'Nothing is missing on either side': 'No falta nada en ninguno de los dos lados',
  '{0} missing in the books, {1} missing in Lamassu': 'Falta en los libros: {0}; falta en Lamassu: {1}',
  '{0} in Lamassu, {1} in the books.': '{0} en Lamassu, {1} en los libros.',
  "Lamassu's id": 'Identificador de Lamassu',
  'dispensed in Lamassu, not in the books': 'entregado en Lamassu, no está en los libros',
  'in the books, not in Lamassu': 'en los libros, no está en Lamassu',
  'No difference.': 'Ninguna diferencia.',
  'Only the first {0} are shown; --json has all of them.':
    'Solo se muestran los primeros {0}; --json los tiene todos.',
  'A poll that works takes them in; one that began after the last poll is no reason to worry.':
    'Una consulta que funcione los registra; uno que empezó después de la última consulta no es motivo de preocupación.',
  '{0} to look for in Lamassu; the first {1} were.':
    'Por buscar en Lamassu: {0}; se buscaron los primeros {1}.',
  '{0} of the go-live baseline gone from Lamassu: is it the same server?':
    'De la línea base ya no está en Lamassu: {0}. ¿Es el mismo servidor?',
  // tx preview
  'Preview of {0}, {1}: nothing was written': 'Vista previa de {0}, {1}: no se escribió nada',
  'Shared out at this moment, it would be:': 'Repartido en este momento, sería:',
  'A poll has seen it and waits: {0}.': 'Una consulta ya lo vio y espera: {0}.',
  'Neither the books nor Lamassu have a cash-out with the id {0}.':
    'Ni los libros ni Lamassu tienen un retiro con el identificador {0}.',
  'No cash-out in the books is "{0}", or more than one begins like that. Give the whole id of one that only Lamassu has.':
    'Ningún retiro de los libros es "{0}", o más de uno comienza así. Indique el identificador completo si solo lo tiene Lamassu.',
  'Cash-out {0} is {1}: there is nothing to preview. "tx show {2}" shows how it was split.':
    'El retiro {0} está {1}: no hay vista previa que mostrar. "tx show {2}" muestra cómo se repartió.',
  'It is set aside and not paid before a person decides: {0}.':
    'Está apartado y no se paga antes de que alguien decida: {0}.',
  'its row is not in a known form': 'su fila no tiene una forma conocida',
  'It is pending.': 'Está pendiente.',
  'It is pending and waits: {0}.': 'Está pendiente y en espera: {0}.',
  "The split of {0} can't be worked out: {1}.": 'No se puede calcular el reparto de {0}: {1}.',
  'The books do not have it. {0}': 'Los libros no lo tienen. {0}',
  'It was finished before this program went live: it belongs to the baseline and is never paid.':
    'Terminó antes de que este programa empezara a trabajar: pertenece a la línea base y nunca se paga.',
  'It had begun before this program went live, and its cash was never confirmed: polls leave it alone.':
    'Comenzó antes de que este programa empezara a trabajar, y su efectivo nunca se confirmó: las consultas no lo tocan.',
  'The next poll takes it in.': 'La próxima consulta lo registra.',
  'The next poll waits for it: {0}.': 'La próxima consulta lo espera: {0}.',
  'The next poll sets it aside: {0}.': 'La próxima consulta lo aparta: {0}.',
  'No cash came out of the machine for it, so nothing is owed to anybody.':
    'No salió efectivo del cajero por él, así que no se le debe nada a nadie.',
  // tx show
  'Cash-out #{0} ({1}) of {2}, {3}': 'Retiro n.º {0} ({1}) de {2}, {3}',
  Machine: 'Cajero',
  'Customer paid': 'El comprador pagó',
  'For the clients': 'Para los clientes',
  'Taken in': 'Registrado',
  Finished: 'Terminado',
  'Set aside, and not paid before a person decides: {0}.':
    'Apartado, y no se paga antes de que alguien decida: {0}.',
  'It waits: {0}': 'En espera: {0}',
  "The commission can't be worked out: {0}.": 'No se puede calcular la comisión: {0}.',
  'If it were payable as it stands:': 'Si se pudiera pagar tal como está:',
  'CHANGED IN LAMASSU after it was taken in. Nothing was done about it by itself:':
    'CAMBIADO EN LAMASSU después de registrarse. No se hizo nada al respecto por sí solo:',
  'what changed is not known': 'no se sabe qué cambió',
  // tx test
  'The ticker rule needs the price: add --price, or --rule markup.':
    'La regla ticker necesita el precio: agregue --price, o --rule markup.',
  'DRY RUN: {0} for the clients, {1} commission': 'SIMULACRO: {0} para los clientes, {1} de comisión',
  'Nothing was written and nothing moves. The rule is {0}.':
    'No se escribió nada y nada se mueve. La regla es {0}.',
  'How {0} would be shared out at this moment:': 'Cómo se repartirían {0} en este momento:',
  'a whole number of sats such as 266800': 'un número entero de sats, como 266800',
  '--crypto-atoms must be from 1 to {0} sats; "{1}" is not.':
    '--crypto-atoms debe ser de 1 a {0} sats; "{1}" no lo es.',
  'a fraction with 5 decimals at most, such as 0.055': 'una fracción con 5 decimales como máximo, como 0.055',
  '--commission is a fraction from 0 to below 1, so that 0.03 is 3 %; "{0}" is not.':
    '--commission es una fracción de 0 a menos de 1, de modo que 0.03 es 3 %; "{0}" no lo es.',
  'a percentage with 4 decimals at most, such as 10': 'un porcentaje con 4 decimales como máximo, como 10',
  '--discount is a percentage from 0 to 100; "{0}" is not.':
    '--discount es un porcentaje de 0 a 100; "{0}" no lo es.',
  'an amount with 5 decimals at most, such as 25.00': 'un monto con 5 decimales como máximo, como 25.00',
  '--fixed-fee can\'t be negative; "{0}" is.': '--fixed-fee no puede ser negativo; "{0}" lo es.',
  'an amount such as 2000.00': 'un monto como 2000.00',
  'an amount with 5 decimals at most, such as 771000.00':
    'un monto con 5 decimales como máximo, como 771000.00',
  '--price must be above zero; "{0}" is not.': '--price debe ser mayor que cero; "{0}" no lo es.',
}
