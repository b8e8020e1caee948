export const messages: Readonly<Record<string, string>> = {
  'Pay clients the sats that a commission which was too high has kept from them, once a second person has agreed; each cash-out once':
    'Pagar a los clientes los sats que una comisión demasiado alta les quitó, cuando una segunda persona está de acuerdo; cada retiro una sola vez',
  'numbers of cash-outs, with commas between them; else the newest, or those of a time':
    'números de retiros, separados por comas; si no, los más recientes o los de un período',
  'the rule that would have been right; else the one of each cash-out':
    'la regla que habría sido correcta; si no, la de cada retiro',
  'the commission that would have been right, in percent before the discount; else the one of each cash-out':
    'la comisión que habría sido correcta, en porcentaje antes del descuento; si no, la de cada retiro',
  '--rate must be a percentage from 0 to below 100 with at most three decimals, such as 5.5; "{0}" is not.':
    '--rate debe ser un porcentaje desde 0 y menor que 100, con tres decimales como máximo, por ejemplo 5.5; "{0}" no lo es.',
  '--rate says nothing under the ticker rule, which works with the price alone: leave it out.':
    '--rate no significa nada con la regla ticker, que solo usa el precio: no lo indique.',
  'the rule of each cash-out': 'la regla de cada retiro',
  'the rule {0}': 'la regla {0}',
  '{0} % commission': '{0} % de comisión',
  'Give {0} of commission back: {1} to {2}, {3} to the house':
    'Devolver {0} de comisión: {1} a {2}, {3} a la casa',
  '{0} of commission of {1} are given back': 'Se devuelven {0} de la comisión de {1}',
  'Gets back': 'Recibe de vuelta',
  "No client had a part in them: all of it is the house's.":
    'Ningún cliente participó en ellos: todo es de la casa.',
  '"{0}" is no number of a cash-out: write them as 17,18,19, as "tx list" shows them.':
    '"{0}" no es el número de un retiro: escríbalos así: 17,18,19, como los muestra "tx list".',
  'Compensated, the clients have or get back what was too much: {0}.':
    'Compensados, los clientes ya tienen o están por recibir lo que se cobró de más: {0}.',
  'The commission of {0} was too low: nobody gives anything back. This list documents it for the accountant.':
    'La comisión de {0} fue demasiado baja: nadie devuelve nada. Esta lista lo documenta para el contador.',
  'There is no cash-out #{0} that was taken in for distribution: "tx list" shows which there are.':
    'No hay ningún retiro n.º {0} que se haya tomado para repartir: "tx list" muestra los que hay.',
  'judged by {0}': 'calculado según {0}',
  'paid from the source wallet, and taken from the commission in the journal; what the commission wallet has received of it is moved to the source wallet by hand, in LNbits':
    'se paga de la billetera de origen, y en el diario se toma de la comisión; lo que la billetera de comisión haya recibido de esto se pasa a mano a la billetera de origen, en LNbits',
  'payouts are switched off: it is booked now, and paid after "poll resume payout"':
    'los pagos están apagados: se asienta ahora y se paga después de "poll resume payout"',
  'cash-out #{0} ({1}): {2} commission were kept, {3} would have been right, {4} too much':
    'retiro n.º {0} ({1}): se cobraron {2} de comisión, lo correcto eran {3}, {4} de más',
  '{0}: {1} from {2}, at their own prices {3}': '{0}: {1} de {2}, a sus propios precios {3}',
  'NO KEY of the wallet is stored: the payment waits for "client set-key {0}"':
    'NO HAY CLAVE guardada de la billetera: el pago espera a "client set-key {0}"',
  'the client is paused, and gets what he is owed all the same':
    'el cliente está en pausa, y de todos modos recibe lo que se le debe',
  'the client has left, and gets what he is owed all the same':
    'el cliente ya no está, y de todos modos recibe lo que se le debe',
  'checked: {0} too much = {1} for clients + {2} of the house, where no deposit covered the cash {3}':
    'comprobado: {0} de más = {1} para los clientes + {2} de la casa, donde ningún depósito cubrió el efectivo {3}',
  'left out, compensated before: {0}': 'no se incluyen, ya compensados: {0}',
  'left out, not distributed to the end yet: {0}': 'no se incluyen, todavía sin repartir por completo: {0}',
  'left out, the commission was too low by {0}: nobody gives anything back, it is for the accountant: {1}':
    'no se incluyen, se cobraron {0} de comisión de menos: nadie devuelve nada, queda para el contador: {1}',
  'left out, a number is missing or the cash-out\'s own sums do not hold: {0}; look at each with "tx show"':
    'no se incluyen, falta un número o las sumas del propio retiro no cuadran: {0}; revise cada uno con "tx show"',
  '… and {0}': '… y {0}',
  'more client': 'cliente más|clientes más',
  'more cash-out': 'retiro más|retiros más',
  '{0} (commission given back)': '{0} (comisión devuelta)',
  'given back: {0} to clients + {1} to the house = {2} of the commission':
    'devuelto: {0} a los clientes + {1} a la casa = {2} de la comisión',
  'None of these cash-outs has a commission that was too high and is not compensated yet: nothing is to be paid. "commission verify" shows them; --rate and --rule say what would have been right.':
    'Ninguno de estos retiros tiene una comisión que fuera demasiado alta y que no esté compensada: no hay nada que pagar. "commission verify" los muestra; con --rate y --rule se indica lo que habría sido correcto.',
  'More than {0} at once: give a shorter time with --from and --to.':
    'Más de {0} a la vez: indique un período más corto con --from y --to.',
  'The source wallet has {0} to spare, and {1} are to be given back: the commission wallet has received them. Move at least {2} from it to the source wallet in LNbits, then ask again. Nothing was changed.':
    'La billetera de origen tiene {0} disponibles, y hay que devolver {1}: los recibió la billetera de comisión. Pase al menos {2} de ella a la billetera de origen en LNbits, y vuelva a pedirlo. No se cambió nada.',
  'The source wallet is not configured: set LNBITS_URL and LNBITS_SOURCE_ADMIN_KEY.':
    'La billetera de origen no está configurada: indique LNBITS_URL y LNBITS_SOURCE_ADMIN_KEY.',
  "The source wallet can't be read ({0}), so nothing was booked: ask again in a minute.":
    'No se puede leer la billetera de origen ({0}), así que no se asentó nada: vuelva a pedirlo en un minuto.',
  '{0} of its commission are to be given back, and {1} for clients and house were made of them':
    'hay que devolver {0} de su comisión, y de ellos resultaron {1} para los clientes y la casa',
  'compensations to one client for one cash-out': 'compensaciones a un mismo cliente por un mismo retiro',
  'booking of the compensation of #{0}': 'asiento de la compensación del n.º {0}',
  'compensation #{0}': 'compensación n.º {0}',
  'Commission given back': 'Comisión devuelta',
  'Commission given back, cash-out #{0}': 'Comisión devuelta, retiro n.º {0}',
}
