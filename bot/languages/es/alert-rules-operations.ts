/** What the alerts about the operation and the bot itself say. */
export const messages: Readonly<Record<string, string>> = {
  // Nouns: one|many.
  setting: 'ajuste|ajustes',
  'more setting': 'ajuste más|ajustes más',
  refusal: 'rechazo|rechazos',
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
  'an alert of medium severity or worse is not acknowledged within its response time; at once means within five minutes':
    'nadie tomó a su cargo, dentro de su tiempo de respuesta, una alerta media o más grave; de inmediato quiere decir en cinco minutos',
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
  'Reconcile now, and look why it does not run by itself.':
    'Haga la conciliación ahora, y vea por qué no se hace sola.',
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
