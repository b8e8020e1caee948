/** What the alerts about wallets, and about who is paid from them, say. */
export const messages: Readonly<Record<string, string>> = {
  wallet: 'billetera|billeteras',
  // WALLET_AUTH
  'Wallet key refused': 'Clave de billetera rechazada',
  'Without its key a wallet can neither pay the clients nor take the commission':
    'Sin su clave, una billetera no puede pagar a los clientes ni recibir la comisión',
  'LNbits refuses the key of one of our wallets on so many looks in a row (401, 403, 404)':
    'LNbits rechaza la clave de una de nuestras billeteras tantas veces seguidas (401, 403, 404)',
  'pauses payouts; cash-outs are taken in as before':
    'pone los pagos en pausa; los retiros se siguen registrando como antes',
  'LNbits takes the key on three looks': 'LNbits acepta la clave tres veces seguidas',
  'how many refusals in a row': 'cuántos rechazos seguidos',
  '{0}: LNbits refuses its key': '{0}: LNbits rechaza su clave',
  'refused {0} in a row, limit {1}: {2}': 'rechazada {0} seguidas, límite {1}: {2}',
  'What is owed waits in the queue; cash-outs are still taken in.':
    'Lo que se debe espera en la cola; los retiros se siguen registrando.',
  'Open the wallet in LNbits and compare its key with the one in use ("config show"). Enter the right one with "config rotate {0}"; no restart is needed. Then resume the payouts.':
    'Abra la billetera en LNbits y compare su clave con la que está en uso ("config show"). Ingrese la correcta con "config rotate {0}"; no hace falta reiniciar. Después reanude los pagos.',
  // WALLET_UNREACHABLE
  'LNbits does not answer': 'LNbits no responde',
  "Nobody can be paid while LNbits is away, and what was being paid can't be looked up":
    'Mientras LNbits no responde no se puede pagar a nadie, ni consultar lo que se estaba pagando',
  'LNbits gives no answer, or none that can be read, for longer than the limit':
    'LNbits no da respuesta, o ninguna que se entienda, por más tiempo que el límite',
  'pauses payouts; payments that are due wait in the queue':
    'pone los pagos en pausa; los que toca hacer esperan en la cola',
  'LNbits answers on three looks': 'LNbits responde tres veces seguidas',
  'how long LNbits may be away': 'cuánto tiempo puede faltar LNbits',
  '{0} out of reach': '{0} fuera de alcance',
  'no answer for {0}, limit {1}: {2}': 'sin respuesta desde hace {0}, límite {1}: {2}',
  'What is due waits in the queue, and no payment is made twice.':
    'Lo que toca pagar espera en la cola, y ningún pago se hace dos veces.',
  'Look at the LNbits server and bring it back; then check the wallets and resume the payouts.':
    'Revise el servidor de LNbits y póngalo en marcha; después compruebe las billeteras y reanude los pagos.',
  // SOURCE_LOW
  'Wallet runs dry': 'La billetera se queda sin fondos',
  'When the sats run out, clients wait for what their cash has bought':
    'Cuando se acaban los sats, los clientes esperan lo que compraron con su efectivo',
  'the wallet that the sats come from holds less than is owed next, or than so many usual days take':
    'la billetera de la que salen los sats tiene menos de lo que toca pagar, o de lo que se usa en tantos días normales',
  'lets what is not covered wait; nothing fails': 'deja esperando lo que no alcanza a cubrir; nada falla',
  'the wallet holds enough again': 'la billetera vuelve a tener suficiente',
  'for how many usual days it must be enough; 0 where every cash-out brings its own sats':
    'para cuántos días normales debe alcanzar; 0 donde cada retiro trae sus propios sats',
  'needs {0} for what is owed next, has {1}': 'necesita {0} para lo que toca pagar, tiene {1}',
  'has {0}; usual days take {1}, limit {2} of them':
    'tiene {0}; en un día normal se usan {1}, límite {2} de esos',
  '{0}: {1} short': '{0}: faltan {1}',
  'What the wallet does not cover waits, with its reason; nothing fails and nothing is lost.':
    'Lo que la billetera no alcanza a cubrir espera, con su motivo; nada falla y nada se pierde.',
  'Send sats to the {0} in LNbits; the bot goes on by itself.':
    'Envíe sats en LNbits a la {0}; el bot sigue solo.',
  // COMMISSION_NOT_RISING
  'Commission wallet is off': 'La billetera de comisiones no cuadra',
  'Commission that is booked and not in its wallet was paid elsewhere, or taken out':
    'Una comisión anotada que no está en su billetera se pagó en otro lado, o alguien la sacó',
  'in a day the commission wallet grew by something else than the commission that was paid':
    'en un día la billetera de comisiones creció en algo distinto de la comisión que se pagó',
  'a day begins and ends with what the books say': 'un día empieza y termina con lo que dicen los libros',
  'over how long the wallet is compared with the books':
    'por cuánto tiempo se compara la billetera con los libros',
  'which difference is let pass': 'qué diferencia se deja pasar',
  'commission wallet: {0} less than was paid into it':
    'billetera de comisiones: {0} menos de lo que se le pagó',
  'commission wallet: {0} more than was paid into it':
    'billetera de comisiones: {0} más de lo que se le pagó',
  'changed by {0} in {1}, and the books paid {2} into it; limit {3} of difference':
    'cambió en {0} en {1}, y según los libros se le pagaron {2}; límite {3} de diferencia',
  "If somebody has taken commission out, say so with the alert; if nobody has, look at the wallet's payments in LNbits.":
    'Si alguien sacó comisión, dígalo en la alerta; si no fue nadie, revise los pagos de la billetera en LNbits.',
  'If somebody has put sats into the commission wallet, say so with the alert; if nobody has, look for a commission that was paid twice.':
    'Si alguien puso sats en la billetera de comisiones, dígalo en la alerta; si no fue nadie, busque una comisión que se pagó dos veces.',
  // PREFLIGHT_FAILED
  'Not ready to distribute': 'No está listo para repartir',
  'While this lasts no new cash-out is distributed to the clients':
    'Mientras dure, ningún retiro nuevo se reparte entre los clientes',
  'the checks before a distribution are red for longer than the limit':
    'las comprobaciones antes de repartir están en rojo por más tiempo que el límite',
  'distributes nothing new; cash-outs wait with the reason':
    'no reparte nada nuevo; los retiros esperan con el motivo',
  'the checks are green again': 'las comprobaciones vuelven a estar en verde',
  'how long the checks may be red': 'cuánto tiempo pueden estar en rojo las comprobaciones',
  'checks are red · {0} waiting': 'comprobaciones en rojo · {0} en espera',
  'not ready for {0}, limit {1}: {2}': 'no está listo desde hace {0}, límite {1}: {2}',
  'Nothing new is distributed; payments that are decided already are still made.':
    'No se reparte nada nuevo; los pagos ya decididos se siguen haciendo.',
  'Run all checks, and put right what is red; the bot goes on by itself.':
    'Haga todas las comprobaciones y corrija lo que esté en rojo; el bot sigue solo.',
  // LP_RUNWAY
  'Deposits run out': 'Se acaban los depósitos',
  "When the clients' deposits are used up, the machines pay out the operator's own cash":
    'Cuando se acaban los depósitos de los clientes, las máquinas entregan el efectivo del propio operador',
  "the clients' deposits last for fewer usual days than the limit":
    'los depósitos de los clientes alcanzan para menos días normales que el límite',
  'they last for longer than the second limit': 'alcanzan para más días que el segundo límite',
  'how many days deposits have to last': 'para cuántos días deben alcanzar los depósitos',
  'how many days they have to last until a running alert is over':
    'para cuántos días deben alcanzar para que termine una alerta abierta',
  'deposits in {0} last {1} days': 'los depósitos en {0} alcanzan para {1} días',
  '{0} left with {1}, an average day takes {2}; limit {3}':
    'quedan {0} de {1}, un día promedio usa {2}; límite {3}',
  'Ask the clients for new deposits, or confirm the ones that wait.':
    'Pida nuevos depósitos a los clientes, o confirme los que están en espera.',
  // CLIENTS_MISMATCH
  'Clients left out': 'Clientes que quedan fuera',
  'Somebody who should take part does not, or sats found nobody to belong to':
    'Alguien que debería participar no participa, o hubo sats que no encontraron dueño',
  'sats of recent cash-outs found no client and stay with the operator, or a client with cash left has no key':
    'hubo sats de retiros recientes que no encontraron cliente y quedan con el operador, o un cliente con saldo no tiene clave',
  "leaves the sats in the source wallet, booked as the operator's":
    'deja los sats en la billetera de origen, anotados como del operador',
  'no recent cash-out has such sats, and every active client with cash left has a key':
    'ningún retiro reciente tiene sats así, y cada cliente activo con saldo tiene clave',
  'how much of one cash-out may stay with the operator': 'cuánto de un retiro puede quedar con el operador',
  'how far back cash-outs are looked at': 'hasta dónde atrás se miran los retiros',
  '{0} of {1} found no client': '{0} de {1} no encontraron cliente',
  '{0} stayed with the operator in {1}, limit {2} of one cash-out':
    '{0} quedaron con el operador en {1}, límite {2} por retiro',
  "The sats stay in the source wallet and are booked as the operator's.":
    'Los sats se quedan en la billetera de origen y están anotados como del operador.',
  'Compare the active clients and their balances with whom you expect; confirm deposits that wait.':
    'Compare los clientes activos y sus saldos con los que usted espera; confirme los depósitos en espera.',
  '{0} has {1} left and no key to be paid by': '{0} tiene {1} de saldo y ninguna clave para recibir pagos',
  'active with {0} left, and no invoice key is stored':
    'activo con {0} de saldo, y no hay una clave de facturas guardada',
  'The client takes part; what is due to the client waits for the key.':
    'El cliente participa; lo que le corresponde espera la clave.',
  "Enter the invoice key of the client's wallet.":
    'Ingrese la clave de facturas de la billetera del cliente.',
}
