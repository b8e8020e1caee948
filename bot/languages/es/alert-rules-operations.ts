/** What the alerts about wallets, the operation and the bot itself say. */
export const messages: Readonly<Record<string, string>> = {
  // Nouns: one|many.
  wallet: 'billetera|billeteras',
  setting: 'ajuste|ajustes',
  'more setting': 'ajuste más|ajustes más',
  refusal: 'rechazo|rechazos',
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
  'Open the wallet in LNbits and compare its key with {0}; put the right one there, restart the bot, then resume the payouts.':
    'Abra la billetera en LNbits y compare su clave con {0}; ponga la correcta, reinicie el bot y después reanude los pagos.',
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
  'LNbits does not answer: {0} out of reach': 'LNbits no responde: {0} fuera de alcance',
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
  'what it does not cover waits; nothing fails': 'lo que no alcanza a cubrir espera; nada falla',
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
  "the sats stay in the source wallet, booked as the operator's":
    'los sats se quedan en la billetera de origen, anotados como del operador',
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
  '{0} has no key to be paid by': '{0} no tiene clave para recibir pagos',
  'active with {0} left, and no invoice key is stored':
    'activo con {0} de saldo, y no hay una clave de facturas guardada',
  'The client takes part; what is due to the client waits for the key.':
    'El cliente participa; lo que le corresponde espera la clave.',
  "Enter the invoice key of the client's wallet.":
    'Ingrese la clave de facturas de la billetera del cliente.',
  // PAUSED_TOO_LONG
  'Paused for long': 'En pausa desde hace mucho',
  'Nothing resumes by itself: what a pause holds up waits until somebody ends it':
    'Nada se reanuda solo: lo que una pausa detiene espera hasta que alguien la termine',
  'payouts or polling are off for longer than the limit':
    'los pagos o las consultas están en pausa por más tiempo que el límite',
  'writes what delayed clients are to be told, for a person to send':
    'redacta lo que hay que decir a los clientes que esperan, para que alguien lo envíe',
  'payouts and polling are on': 'los pagos y las consultas están en marcha',
  'how long a pause may last': 'cuánto puede durar una pausa',
  'after how long clients should hear why they wait':
    'después de cuánto tiempo los clientes deben saber por qué esperan',
  'off for {0}, limit {1}: {2}': 'en pausa desde hace {0}, límite {1}: {2}',
  'Finish what it was paused for, check that all is well, and resume.':
    'Termine aquello por lo que se hizo la pausa, compruebe que todo esté bien y reanude.',
  'Tell the clients why they wait; then finish what it was paused for, and resume.':
    'Diga a los clientes por qué esperan; después termine aquello por lo que se hizo la pausa y reanude.',
  'payouts and polling are off': 'pagos y consultas en pausa',
  'payouts are off': 'pagos en pausa',
  'polling is off': 'consultas en pausa',
  '{0} · {1} waiting for up to {2}': '{0} · {1} a la espera de hasta {2}',
  // CONFIG_CHANGED
  'Settings changed': 'Cambiaron los ajustes',
  'Whoever can change a wallet, a rule or a threshold can change where the money goes':
    'Quien puede cambiar una billetera, una regla o un límite puede cambiar a dónde va el dinero',
  'a setting, a threshold or a wallet key is another one than at the last look':
    'un ajuste, un límite o la clave de una billetera no es el mismo que la última vez',
  'keeps every version, without secrets': 'guarda cada versión, sin secretos',
  'somebody says that it is right': 'alguien dice que está bien',
  'how far back changes are told': 'hasta dónde atrás se avisan los cambios',
  '{0} changed: {1}': '{0} con cambios: {1}',
  '{0} · {1}, seen {2}': '{0} · {1}, visto el {2}',
  'If you know of this change, say so with the alert; if nobody does, stop everything and look who has access.':
    'Si usted sabe de este cambio, dígalo en la alerta; si nadie sabe, detenga todo y revise quién tiene acceso.',
  'with the environment at a start of the bot': 'con el entorno, al iniciar el bot',
  'set by {0}': 'por {0}',
  // AUTH_ABUSE
  'Refused again and again': 'Rechazado una y otra vez',
  'Somebody tries what he may not do, or somebody else uses his account':
    'Alguien intenta lo que no le está permitido, u otra persona usa su cuenta',
  'an account is refused so often within ten minutes, or is locked for it':
    'una cuenta es rechazada tantas veces en diez minutos, o queda bloqueada por eso',
  'locks the account for fifteen minutes after five refusals':
    'bloquea la cuenta quince minutos después de cinco rechazos',
  'somebody has looked into it': 'alguien lo revisó',
  'how many refusals within ten minutes': 'cuántos rechazos en diez minutos',
  '{0} was refused': '{0}: rechazado',
  '{0} was locked': '{0}: bloqueado',
  '{0} within ten minutes, limit {1}': '{0} en diez minutos, límite {1}',
  'five refusals within ten minutes; locked until {0}': 'cinco rechazos en diez minutos; bloqueada hasta {0}',
  'The account is locked for fifteen minutes: nothing that it asks is answered.':
    'La cuenta está bloqueada quince minutos: no se responde nada de lo que pida.',
  'Look whose account this is, and remove it from the rooms if nobody knows it.':
    'Vea de quién es esta cuenta, y sáquela de las salas si nadie la conoce.',
  'Ask the person in another way; if the account is in other hands, revoke it.':
    'Pregunte a la persona por otro medio; si la cuenta está en otras manos, quítele el acceso.',
  'a stranger ({0} account {1})': 'un desconocido (cuenta {1} de {0})',
  '{0} ({1} account {2})': '{0} (cuenta {2} de {1})',
  // LOG_ERRORS
  'More errors than usual': 'Más errores que de costumbre',
  'The log often knows first': 'El registro suele saberlo primero',
  'one of the five searches finds more lines of trouble in an hour than so many times the usual':
    'una de las cinco búsquedas encuentra en una hora más líneas con problemas que tantas veces lo normal',
  'an hour is as usual': 'una hora vuelve a ser normal',
  'how many times the usual of seven days': 'cuántas veces lo normal de siete días',
  'how many times the usual make the alert medium': 'cuántas veces lo normal hacen que la alerta sea media',
  'fewer lines in an hour are never told': 'menos líneas en una hora nunca se avisan',
  '{0} in an hour, usually {1}; limit {2} times that': '{0} en una hora, lo normal {1}; límite {2} veces eso',
  'Read the last lines; what they name has its own command or runbook.':
    'Lea las últimas líneas; lo que nombran tiene su propio comando o guía.',
  'errors in the log': 'errores en el registro',
  'trouble with cash-outs in the log': 'problemas con retiros en el registro',
  'trouble with payments in the log': 'problemas con pagos en el registro',
  'trouble with the SSH connection in the log': 'problemas con la conexión SSH en el registro',
  'trouble with wallets in the log': 'problemas con billeteras en el registro',
  // DELIVERY_FAILED
  'Alerts do not arrive': 'Las alertas no llegan',
  'An alert that does not arrive is one that nobody acts on':
    'Una alerta que no llega es una que nadie atiende',
  'a channel is gone for good, or something waits there for longer than the limit':
    'un canal ya no existe, o algo espera ahí por más tiempo que el límite',
  'tells what waits on the other channels': 'avisa por los otros canales lo que espera',
  'the channel takes messages again': 'el canal vuelve a recibir mensajes',
  'how long a channel may fail while something waits there':
    'cuánto tiempo puede fallar un canal mientras algo espera ahí',
  'channel {0} is gone': 'el canal {0} ya no existe',
  "it can't work as it is: {0}": 'tal como está no puede funcionar: {0}',
  'What was to be told there is told on the other channels.':
    'Lo que se iba a avisar ahí se avisa por los otros canales.',
  "Put the channel's address or token right, or take it out of the settings; then test it.":
    'Corrija la dirección o el token del canal, o quítelo de los ajustes; después pruébelo.',
  'channel {0} fails · {1} waiting': 'el canal {0} falla · {1} en espera',
  'failing for {0}, limit {1}: {2}': 'falla desde hace {0}, límite {1}: {2}',
  'It is tried again and again; what waits is told on the other channels.':
    'Se intenta una y otra vez; lo que espera se avisa por los otros canales.',
  "Look whether the other side is down; if it is not, put the channel's settings right.":
    'Vea si el otro lado está caído; si no lo está, corrija los ajustes del canal.',
  // RESPONSE_OVERDUE
  'Nobody has answered': 'Nadie ha respondido',
  'The time in which somebody should have taken care of an alert is over':
    'Se pasó el tiempo en que alguien debía atender una alerta',
  'an alert of medium severity or worse is not acknowledged within its response time':
    'nadie tomó a su cargo, dentro de su tiempo de respuesta, una alerta media o más grave',
  'calls the next level': 'llama al siguiente nivel',
  'somebody acknowledges the alert, or it is over': 'alguien toma la alerta a su cargo, o la alerta termina',
  'how long after the response time this is told': 'cuánto después del tiempo de respuesta se avisa esto',
  'alert #{0} {1}: {2}': 'alerta n.º {0} {1}: {2}',
  'overdue for {0}': 'atrasada desde hace {0}',
  'Acknowledge the alert if you take care of it, or call somebody who does.':
    'Tome la alerta a su cargo si usted la atiende, o llame a alguien que lo haga.',
  // CHECK_FAILED
  "A check can't be made": 'Una revisión no se puede hacer',
  "While a rule can't be checked, what it watches for happens unseen":
    'Mientras una regla no se puede revisar, lo que vigila ocurre sin que nadie lo vea',
  'a rule could not be checked so many times in a row': 'una regla no se pudo revisar tantas veces seguidas',
  'tries again each time; no alert of the rule is taken for over meanwhile':
    'lo intenta cada vez de nuevo; mientras tanto ninguna alerta de la regla se da por terminada',
  'the rule can be checked again': 'la regla se puede revisar de nuevo',
  'how many failed checks in a row': 'cuántas revisiones fallidas seguidas',
  '{0} is not checked': '{0} no se revisa',
  'failed {0} in a row, limit {1}: {2}': 'falló {0} seguidas, límite {1}: {2}',
  'Run the checks; while they fail, watch by hand what this rule would.':
    'Haga las comprobaciones; mientras fallen, vigile a mano lo que vigila esta regla.',
  // BOT_WAS_DOWN
  'The bot was down': 'El bot estuvo caído',
  'While the bot is down nobody is paid and nobody is warned':
    'Mientras el bot está caído no se paga a nadie ni se avisa a nadie',
  'the bot did not look for longer than the limit (HEARTBEAT_URL tells it while it lasts)':
    'el bot no revisó nada por más tiempo que el límite (HEARTBEAT_URL lo avisa mientras dura)',
  'polls everything that happened meanwhile, and pays what is due':
    'consulta todo lo que pasó mientras tanto, y paga lo que toca',
  'how long the bot may be away': 'cuánto tiempo puede faltar el bot',
  'how far back it is told': 'hasta dónde atrás se avisa',
  'nothing was looked at for {0}': 'no se revisó nada durante {0}',
  'away from {0} to {1}, limit {2}': 'caído del {0} al {1}, límite {2}',
  'It is back: everything that happened meanwhile is taken in by the next poll.':
    'Ya volvió: la próxima consulta registra todo lo que pasó mientras tanto.',
  'Find out why it stopped; check that polls and payments go on.':
    'Averigüe por qué se detuvo; compruebe que las consultas y los pagos sigan.',
  // DAILY_RECON_MISSED, DIGEST_MISSED
  'Reconciliation missed': 'Faltó la conciliación',
  'A day that was not reconciled may hide a difference':
    'Un día que no se concilió puede esconder una diferencia',
  'the reconciliation of 00:00 UTC is not done so long after its time':
    'la conciliación de las 00:00 UTC no está hecha tanto tiempo después de su hora',
  'runs it again': 'la vuelve a hacer',
  'it is done': 'está hecha',
  'how long after its time it has to be done': 'cuánto después de su hora debe estar hecho',
  'the daily reconciliation is not done': 'la conciliación diaria no está hecha',
  'Look why it does not run, and have the balances compared by hand meanwhile.':
    'Vea por qué no se hace, y mientras tanto haga comparar los saldos a mano.',
  'Daily digest missed': 'Faltó el resumen diario',
  "A morning without a digest can't be told from a bot that is dead":
    'Una mañana sin resumen no se distingue de un bot muerto',
  'the daily digest is not sent so long after its time':
    'el resumen diario no se envió tanto tiempo después de su hora',
  'sends it again': 'lo vuelve a enviar',
  'it is sent': 'se envió',
  'the daily digest was not sent': 'no se envió el resumen diario',
  'Look how things stand by hand, and why the digest does not go out.':
    'Revise a mano cómo está todo, y por qué no sale el resumen.',
  'due at {0}, not done for {1}, limit {2}: {3}':
    'tocaba el {0}, sin hacerse desde hace {1}, límite {2}: {3}',
  'it was not begun': 'no se empezó',
  'it failed': 'falló',
  'it was begun and is not done': 'se empezó y no está terminado',
  // CONTACTS_MISSING
  'Nobody to call': 'No hay a quién llamar',
  'An emergency that reaches nobody is not handled by anybody':
    'Una emergencia de la que nadie se entera no la atiende nadie',
  'a level of the people on call has no name or no way to be reached, or no amount calls the owner':
    'un nivel de la guardia no tiene nombre o forma de contacto, o no hay un monto que llame al dueño',
  'the three levels and the amount are filled in': 'los tres niveles y el monto están completos',
  'level {0}': 'nivel {0}',
  'the amount that calls the owner': 'el monto que llama al dueño',
  'not filled in: {0}': 'sin llenar: {0}',
  "the handbook's list of contacts has {0} blanks":
    'la lista de contactos del manual tiene {0} espacios vacíos',
  'Enter who is called first, second and third, with a way to reach each of them.':
    'Ingrese a quién se llama primero, segundo y tercero, con una forma de contacto para cada uno.',
}
