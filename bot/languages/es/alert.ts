export const messages: Readonly<Record<string, string>> = {
  // Help.
  'What is wrong now, the most pressing first: since when, how much money, who has it':
    'Qué anda mal ahora, primero lo más urgente: desde cuándo, cuánto dinero, quién lo atiende',
  'which: firing is everything that is not over': 'cuáles: firing es todo lo que no ha terminado',
  'One alert: why it matters, what to do, who has it, what happened, who was told':
    'Una alerta: por qué importa, qué hacer, quién la atiende, qué pasó, a quién se avisó',
  "the alert's number": 'el número de la alerta',
  'Say that you have it: nobody else is called, and it is not repeated for a while':
    'Decir que usted la atiende: no se llama a nadie más y no se repite por un tiempo',
  'what you are doing, for the others': 'qué está haciendo usted, para los demás',
  'Take an acknowledgement back: the alert calls people anew, from the first level on':
    'Dejar de atender una alerta: vuelve a llamar a la gente, desde el primer nivel',
  'Have one alert, or all of a rule, not told for a while; it is checked and listed all the same':
    'Callar por un tiempo una alerta, o todas las de una regla; igual se revisa y aparece en las listas',
  "an alert's number, or a rule such as LAMASSU_DB_DOWN":
    'el número de una alerta, o una regla como LAMASSU_DB_DOWN',
  'for how long: 30m, 2h, at most 24h': 'por cuánto tiempo: 30m, 2h, como máximo 24h',
  'End a silence: what it kept quiet is told again if it still is so':
    'Terminar un silencio: lo que callaba se vuelve a avisar si sigue igual',
  "the silence's number": 'el número del silencio',
  'Say that an alert is over whose end the bot cannot see by itself':
    'Decir que terminó una alerta cuyo final el bot no puede ver por sí mismo',
  'Send an alert the whole way on one channel, marked TEST: told, acknowledged, called higher up, over':
    'Enviar una alerta de PRUEBA por todo su camino en un canal: aviso, atención, nivel superior y final',
  'the rule, such as PAYMENT_STUCK': 'la regla, por ejemplo PAYMENT_STUCK',
  'where; else the room where you write this, or the first alert room':
    'dónde; si no, la sala donde usted lo escribe, o la primera sala de alertas',
  'Everything that the bot looks for, with its limits as they are now; or one rule in full':
    'Todo lo que el bot vigila, con sus límites de ahora; o una regla completa',
  'one rule, such as DEPOSIT_PENDING': 'una regla, por ejemplo DEPOSIT_PENDING',
  'Change the limit of an alert rule while the bot runs, within its bounds':
    'Cambiar el límite de una regla de alertas mientras el bot funciona, dentro de lo permitido',
  'the rule, such as DEPOSIT_PENDING': 'la regla, por ejemplo DEPOSIT_PENDING',
  'which limit; "alert rules" with the rule shows them': 'qué límite; "alert rules" con la regla los muestra',
  'the new value, a plain number': 'el nuevo valor, un número sencillo',
  // How an alert stands.
  'There is no alert {0}: "alert list" shows which there are.':
    'No hay ninguna alerta {0}: "alert list" muestra las que hay.',
  'There is no alert rule "{0}": "alert rules" shows which there are.':
    'No hay ninguna regla de alertas "{0}": "alert rules" muestra las que hay.',
  'over: {0}': 'terminada: {0}',
  '{0} has it until {1}': '{0} la atiende hasta el {1}',
  silenced: 'silenciada',
  'nobody has it, at level {0}': 'nadie la atiende, en el nivel {0}',
  'nobody has it': 'nadie la atiende',
  'an answer is due {0}': 'debe atenderse: {0}',
  'an answer was due {0}': 'debía atenderse: {0}',
  'resolved by {0}: {1}': 'resuelta por {0}: {1}',
  'the bot saw that it is over': 'el bot vio que terminó',
  'the test is over': 'terminó la prueba',
  // alert list, alert show.
  Alert: 'Alerta',
  Money: 'Dinero',
  'The first {0} of {1}; --limit shows more.': 'Las primeras {0} de {1}; --limit muestra más.',
  '{0}, over': '{0}, ya terminadas',
  'No alert is firing': 'No hay ninguna alerta en curso',
  Clock: 'Plazo',
  'Belongs to': 'Pertenece a',
  'alert #{0}': 'alerta n.º {0}',
  'told first': 'primer aviso',
  'back again': 'volvió',
  worse: 'empeoró',
  'told again': 'avisada otra vez',
  'called higher up': 'se llamó a un nivel superior',
  acknowledged: 'atendida',
  'nobody has it any more': 'ya nadie la atiende',
  'not silenced any more': 'ya no está silenciada',
  over: 'terminada',
  'the bot stopped something': 'el bot detuvo algo',
  'test started': 'comenzó la prueba',
  'called by hand': 'llamada a mano',
  Detail: 'Detalle',
  'Nothing happened yet.': 'Todavía no ha pasado nada.',
  sent: 'enviado',
  'on its way': 'en camino',
  'Told to': 'Avisado a',
  'Nobody was told yet.': 'Todavía no se ha avisado a nadie.',
  // alert ack, alert unack.
  'Acknowledge alert #{0}: {1}': 'Atender la alerta n.º {0}: {1}',
  'Alert #{0} is over: {1} has acknowledged it': 'La alerta n.º {0} terminó: {1} la atendió',
  'Alert #{0}: {1} has it until {2}': 'Alerta n.º {0}: {1} la atiende hasta el {2}',
  'Alert #{0}: {1} has it until {2}, instead of {3}':
    'Alerta n.º {0}: {1} la atiende hasta el {2}, en lugar de {3}',
  'After {0} it speaks again, unless it is over by then.':
    'Después de {0} vuelve a avisar, si para entonces no ha terminado.',
  'the same: it is over already': 'lo mismo: ya terminó',
  'over, acknowledged by {0}': 'terminada, atendida por {0}',
  '{0} has it for {1}': '{0} la atiende por {1}',
  'It stands for {0}, which are acknowledged together.': 'Representa {0}, que se atienden juntas.',
  'Alert #{0} is over already: nothing was changed': 'La alerta n.º {0} ya terminó: no se cambió nada',
  'Take back the acknowledgement of alert #{0}: {1}': 'Dejar de atender la alerta n.º {0}: {1}',
  'after: nobody has it, and it calls people anew from now':
    'después: nadie la atiende, y desde ahora vuelve a llamar a la gente',
  'Alert #{0}: nobody has it any more, and it calls people anew':
    'Alerta n.º {0}: ya nadie la atiende, y vuelve a llamar a la gente',
  'Alert #{0} is over: there is nothing to take back.':
    'La alerta n.º {0} ya terminó: no hay nada que dejar.',
  'Nobody has acknowledged alert #{0}: there is nothing to take back.':
    'Nadie atiende la alerta n.º {0}: no hay nada que dejar.',
  // alert silence, alert unsilence.
  'Silence {0}': 'Silenciar: {0}',
  'before: told as always': 'antes: se avisa como siempre',
  'before: silenced {0}': 'antes: en silencio {0}',
  'after: not told for {0} from your yes on, then told again if it still is so':
    'después: no se avisa por {0} desde que usted diga que sí; luego se vuelve a avisar si sigue igual',
  'it is still checked, and listed in status and alert list; what it stops is still stopped':
    'igual se revisa y aparece en status y en alert list; lo que detiene sigue detenido',
  'Silenced until {0}: {1}': 'En silencio hasta el {0}: {1}',
  Silence: 'Silencio',
  Until: 'Hasta',
  'nothing of it fires now': 'no hay ninguna en curso ahora',
  '{0} of it, quiet from then on': '{0}, que desde entonces no se oyen',
  'alert #{0} tells it together with others, and is still told for those':
    'la alerta n.º {0} la avisa junto con otras, y por esas se sigue avisando',
  'firing alert': 'alerta en curso|alertas en curso',
  "Somebody who is called by hand can't be silenced: acknowledge it instead.":
    'A quien llama una persona no se le puede silenciar: atienda la llamada.',
  '{0} is critical, and only an owner may silence that. Acknowledge it instead: "alert ack" keeps it from calling others for 30 minutes.':
    '{0}: es crítica, y solo un dueño puede silenciarla. Mejor atiéndala: con "alert ack" no llama a otros por 30 minutos.',
  'Alert #{0} is a test: it is over within a minute by itself.':
    'La alerta n.º {0} es una prueba: termina sola en menos de un minuto.',
  '{0} (all of {1})': '{0} (todo lo de {1})',
  'until {0}, by {1}: {2}': 'hasta el {0}, por {1}: {2}',
  'End silence #{0}: {1}': 'Terminar el silencio n.º {0}: {1}',
  'after: told as always, and at once if it still is so':
    'después: se avisa como siempre, y de inmediato si sigue igual',
  'Not silenced any more: {0}': 'Ya no está en silencio: {0}',
  'It was silenced because: {0}': 'Motivo del silencio: {0}',
  'No silence {0} is in force: "status show" lists those that are.':
    'No rige ningún silencio {0}: "status show" muestra los que rigen.',
  // alert resolve.
  'Resolve alert #{0}: {1}': 'Dar por terminada la alerta n.º {0}: {1}',
  'before: firing; {0}': 'antes: en curso; {0}',
  'after: over, because {0} says so: {1}': 'después: terminada, porque lo dice {0}: {1}',
  'Alert #{0} is over: {1}': 'La alerta n.º {0} terminó: {1}',
  'The bot sees by itself when this is over: {0} resolves when {1}. "alert ack {2}" says that you have it.':
    'El bot ve por sí mismo cuándo termina: {0} termina cuando {1}. "alert ack {2}" dice que usted la atiende.',
  'Alert #{0} is over already: nothing was changed.': 'La alerta n.º {0} ya terminó: no se cambió nada.',
  'It stands for {0}, which are resolved together.': 'Representa {0}, que terminan juntas.',
  // alert rules, alert set.
  'The bot looks for {0}': 'El bot vigila {0}',
  thing: 'cosa|cosas',
  Rule: 'Regla',
  Severity: 'Gravedad',
  'Answer within': 'Atender en',
  Limits: 'Límites',
  'at once': 'de inmediato',
  'Fires when': 'Se dispara cuando',
  'What the bot does': 'Qué hace el bot',
  'nothing by itself': 'nada por sí mismo',
  'Over when': 'Termina cuando',
  Checked: 'Se revisa',
  'every {0}': 'cada {0}',
  Maintenance: 'Mantenimiento',
  'never mutes it': 'nunca la calla',
  'Not told while one of these fires': 'No se avisa mientras esté en curso una de estas',
  Limit: 'Límite',
  'May be': 'Puede ser',
  'What it is for': 'Para qué es',
  'environment: {0}': 'entorno: {0}',
  'It has no limits.': 'No tiene límites.',
  '{0} s': '{0} s',
  '{0} min': '{0} min',
  '{0} h': '{0} h',
  '{0} d': '{0} d',
  '{0} times': '{0} veces',
  'Change {0} of {1}': 'Cambiar {0} de {1}',
  'before: {0} ({1})': 'antes: {0} ({1})',
  'after: {0} ({1})': 'después: {0} ({1})',
  'it counts from the next check on; what fires and no longer should is over then':
    'vale desde la próxima revisión; lo que ya no deba dispararse termina entonces',
  '{0} of {1} is {2} now': '{0} de {1} es ahora {2}',
  '{0} of {1} is {2} already: nothing was changed.': '{0} de {1} ya es {2}: no se cambió nada.',
  '{0} has no limits: there is nothing to set.': '{0} no tiene límites: no hay nada que cambiar.',
  '{0} has no limit "{1}": it has {2}.': '{0} no tiene ningún límite "{1}": tiene {2}.',
  '{0} of {1} is a whole number; "{2}" is not.': '{0} de {1} es un número entero; "{2}" no lo es.',
  '{0} of {1} may be from {2} to {3}; {4} is not.': '{0} de {1} puede ser de {2} a {3}; {4} no.',
  // alert test.
  'Test {0} on {1}': 'Probar {0} en {1}',
  'before: nothing': 'antes: nada',
  'TEST: alert #{0} of {1} goes to {2}': 'PRUEBA: la alerta n.º {0} de {1} va a {2}',
  'it is told, acknowledged after {0}, called higher up after {1} and over after {2}':
    'se avisa, se atiende a los {0}, llama al nivel superior a los {1} y termina a los {2}',
  'every message is marked TEST; nobody on call is called, whatever it says':
    'cada mensaje dice PRUEBA; no se llama a nadie de turno, diga lo que diga',
  'this is a test': 'esto es una prueba',
  '{0} tries out what happens when "{1}" fires': '{0} prueba qué pasa cuando se dispara "{1}"',
  'Nothing has to be done: it is over by itself within a minute.':
    'No hay que hacer nada: termina sola en menos de un minuto.',
  '"{0}" is no channel that a test may use, such as {1}: the rooms that are bound, and what the settings name.':
    '"{0}" no es un canal que una prueba pueda usar, como {1}: las salas asignadas y lo que nombra la configuración.',
  // What a person wrote.
  '--{0} must be a time such as 30m, 2h or 1d; "{1}" is not.':
    '--{0} debe ser un tiempo como 30m, 2h o 1d; "{1}" no lo es.',
  '--{0} must be from {1} to {2}; "{3}" is not.': '--{0} debe ser de {1} a {2}; "{3}" no lo es.',
  // status show.
  Alerts: 'Alertas',
  'none is firing': 'ninguna en curso',
  'On call': 'De turno',
  '⚠ NOBODY: "oncall set level1"': '⚠ NADIE: "oncall set level1"',
  '{0}; ⚠ nobody for {1}': '{0}; ⚠ nadie para {1}',
  '🔕 #{0} {1}, until {2}': '🔕 n.º {0} {1}, hasta el {2}',
  '🔧 #{0} maintenance {1}': '🔧 n.º {0} mantenimiento {1}',
  'more silence': 'silencio más|silencios más',
}
