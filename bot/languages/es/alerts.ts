/** What alerts say, and what their channels report. */
export const messages: Readonly<Record<string, string>> = {
  // Severities and states.
  CRITICAL: 'CRÍTICA',
  HIGH: 'ALTA',
  MEDIUM: 'MEDIA',
  INFO: 'INFORMATIVA',
  ACKNOWLEDGED: 'ATENDIDA',
  SILENCED: 'SILENCIADA',
  RESOLVED: 'RESUELTA',
  TEST: 'PRUEBA',
  // Nouns: one|many.
  alert: 'alerta|alertas',
  'more alert': 'alerta más|alertas más',
  time: 'vez|veces',
  // Headings.
  '{0} in doubt': '{0} en duda',
  '{0} were in doubt': 'hubo {0} en duda',
  '{0} at once': '{0} a la vez',
  '{0} firing: {1}': '{0} en curso: {1}',
  'Alert {0} · {1}': 'Alerta {0} · {1}',
  'TEST · Alert {0} · {1}': 'PRUEBA · Alerta {0} · {1}',
  // What is new, since when, what to do.
  'Since {0} ({1}).': 'Desde el {0} (hace {1}).',
  'Over after {0} (it began {1}).': 'Terminó después de {0} (comenzó el {1}).',
  'It was over and is back, {0} so far.': 'Había terminado y volvió, {0} hasta ahora.',
  'Still so, told {0}.': 'Sigue igual, avisado {0}.',
  'The acknowledgement ran out, and it still is so.': 'El plazo de quien la atendía venció, y sigue igual.',
  'So much money is in doubt that level 3 is called.': 'Hay tanto dinero en duda que se llama ya al nivel 3.',
  'So much money is in doubt that level 3 should be called, but nobody is entered there ("oncall set").':
    'Hay tanto dinero en duda que habría que llamar al nivel 3, pero ahí no hay nadie anotado («oncall set»).',
  'Nobody has answered for {0}, and nobody is entered as level {1} ("oncall set").':
    'Nadie ha respondido en {0}, y no hay nadie anotado en el nivel {1} («oncall set»).',
  'Nobody has answered for {0}: level {1} is called.': 'Nadie ha respondido en {0}: se llama al nivel {1}.',
  'It has become worse.': 'Ha empeorado.',
  'It has become worse: it was {0}.': 'Ha empeorado: era {0}.',
  'It has become worse: it was {0}, with {1} in doubt.': 'Ha empeorado: era {0}, con {1} en duda.',
  'Too many to tell one by one. Begin with the worst; "alert list" shows all of them.':
    'Son demasiadas para contarlas una por una. Comience por la peor; "alert list" las muestra todas.',
  // What the bot stopped.
  'The bot pauses the payouts ("poll status" shows whether they are); they stay paused until somebody resumes them with "{0}".':
    'El bot pone en pausa los pagos ("poll status" muestra si ya lo están); así se quedan hasta que alguien los reanude con "{0}".',
  'The bot pauses client #{0}, who stays paused until somebody ends it with "{1}".':
    'El bot pone en pausa al cliente n.º {0}, que así se queda hasta que alguien termine la pausa con "{1}".',
  'The bot holds the cash-out back; it stays so until somebody releases it with "{0}".':
    'El bot retiene el retiro; así se queda hasta que alguien lo libere con "{0}".',
  'The bot paused the payouts; they have been resumed since.':
    'El bot pausó los pagos; ya fueron reanudados.',
  'The bot paused client #{0}, who takes part again since.':
    'El bot pausó al cliente n.º {0}, que ya participa de nuevo.',
  'The bot held the cash-out back; it has been released since.': 'El bot retuvo el retiro; ya fue liberado.',
  'The bot paused the payouts; they stay paused until somebody resumes them with "{0}".':
    'El bot puso en pausa los pagos; así se quedan hasta que alguien los reanude con "{0}".',
  'The bot paused client #{0}, who stays paused until somebody ends it with "{1}".':
    'El bot puso en pausa al cliente n.º {0}, que así se queda hasta que alguien termine la pausa con "{1}".',
  'The bot held the cash-out back; it stays so until somebody releases it with "{0}".':
    'El bot retuvo el retiro; así se queda hasta que alguien lo libere con "{0}".',
  // Sections.
  'Why it matters': 'Por qué importa',
  'What fired': 'Qué la disparó',
  'What the bot did': 'Qué hizo el bot',
  'Who has it': 'Quién la atiende',
  Silenced: 'Silenciada',
  'How it ended': 'Cómo terminó',
  Meanwhile: 'Mientras tanto',
  'The worst of them': 'Las peores',
  'Whom to call': 'A quién llamar',
  'and {0}': 'y {0}',
  'since {0}': 'desde el {0}',
  'Nobody yet.': 'Nadie todavía.',
  'Nobody yet; level {0} is called.': 'Nadie todavía; se llama al nivel {0}.',
  'Nobody yet, and nobody is entered as level {0} ("oncall set").':
    'Nadie todavía, y no hay nadie anotado en el nivel {0} («oncall set»).',
  'An answer was due {0}.': 'Debía atenderse antes del {0}.',
  'An answer is due by {0}': 'Debe atenderse antes del {0}',
  'Its end can\'t be seen: say so with "{0}".': 'El bot no puede ver que terminó: dígalo con "{0}".',
  '{0} has acknowledged it.': '{0} la atiende.',
  '{0} has acknowledged it, until {1}.': '{0} la atiende, hasta el {1}.',
  'Note: {0}': 'Nota: {0}',
  'By {0} until {1}: {2}': 'Por {0} hasta el {1}: {2}',
  'It follows from {0}, which is told instead.': 'Es consecuencia de {0}, que se avisa en su lugar.',
  'Maintenance {0} is under way.': 'El mantenimiento {0} está en curso.',
  'Silence {0} holds.': 'Rige el silencio {0}.',
  'acknowledged by {0}': 'atendida por {0}',
  'worse: {0}': 'empeoró: {0}',
  'back: {0}': 'volvió: {0}',
  'told again: {0}': 'avisada de nuevo: {0}',
  'called higher up: {0}': 'se llamó al nivel siguiente: {0}',
  'the acknowledgement ended: {0}': 'dejó de estar atendida: {0}',
  'level 1': 'nivel 1',
  'level 2': 'nivel 2',
  'level 3, the owner': 'nivel 3, el dueño',
  'for Lamassu': 'para Lamassu',
  'for LNbits': 'para LNbits',
  'the accountant': 'la contabilidad',
  // Buttons and the last lines.
  Acknowledge: 'Atender',
  More: 'Más',
  'All alerts': 'Todas las alertas',
  'Runbook: {0}': 'Guía: {0}',
  'Commands:': 'Comandos:',
  'Times are those of {0}.': 'Las horas son de {0}.',
  // Receivers over HTTP.
  "{0} can't be reached ({1}): look at this machine's network and at {2}.":
    'No se puede llegar a {0} ({1}): revise la red de este equipo y {2}.',
  '{0} gave no answer ({1}): whether it has the message is not known.':
    '{0} no respondió ({1}): no se sabe si recibió el mensaje.',
  '{0} did not take the message this time (HTTP {1}).': '{0} no aceptó el mensaje esta vez (HTTP {1}).',
  '{0} answers with a redirect (HTTP {1}), which is not followed: put the address to which it leads into {2}.':
    '{0} responde con una redirección (HTTP {1}), que no se sigue: ponga en {2} la dirección a la que lleva.',
  '{0} answered HTTP {1}: whether it has the message is not known.':
    '{0} respondió HTTP {1}: no se sabe si recibió el mensaje.',
  'Something between this machine and {0} refuses the message (HTTP {1}).':
    'Algo entre este equipo y {0} rechaza el mensaje (HTTP {1}).',
  '{0} refuses the message (HTTP {1}): {2}': '{0} rechaza el mensaje (HTTP {1}): {2}',
  '{0} refuses the message (HTTP {1}, {2}): {3}': '{0} rechaza el mensaje (HTTP {1}, {2}): {3}',
  '{0} asks to slow down.': '{0} pide ir más despacio.',
  '{0} asks to wait {1} seconds.': '{0} pide esperar {1} segundos.',
  'The message could not be written: {0}': 'No se pudo escribir el mensaje: {0}',
  'The webhook': 'El webhook',
  'The telephone provider': 'El proveedor de telefonía',
  'ALERT_WEBHOOK has no address no. {0} of Slack.': 'ALERT_WEBHOOK no tiene una dirección n.º {0} de Slack.',
  'ALERT_WEBHOOK has no address no. {0} of Discord.':
    'ALERT_WEBHOOK no tiene una dirección n.º {0} de Discord.',
  'ALERT_WEBHOOK has no address no. {0} for signed messages.':
    'ALERT_WEBHOOK no tiene una dirección n.º {0} para mensajes firmados.',
  'What answered for ALERT_WEBHOOK no. {0} is not Slack: whether the message arrived is not known.':
    'Lo que respondió por la dirección n.º {0} de ALERT_WEBHOOK no es Slack: no se sabe si el mensaje llegó.',
  'What answered for ALERT_WEBHOOK no. {0} is not Discord: whether the message arrived is not known.':
    'Lo que respondió por la dirección n.º {0} de ALERT_WEBHOOK no es Discord: no se sabe si el mensaje llegó.',
  'make a new incoming webhook in Slack and put its address into ALERT_WEBHOOK (no. {0}).':
    'cree en Slack un nuevo webhook entrante y ponga su dirección en ALERT_WEBHOOK (n.º {0}).',
  "make a new webhook in the Discord channel's settings and put its address into ALERT_WEBHOOK (no. {0}).":
    'cree un nuevo webhook en los ajustes del canal de Discord y ponga su dirección en ALERT_WEBHOOK (n.º {0}).',
  'Discord does not know this webhook.': 'Discord no conoce este webhook.',
  'look at the address in ALERT_WEBHOOK (no. {0}), and whether its receiver has the same ALERT_WEBHOOK_SECRET.':
    'revise la dirección en ALERT_WEBHOOK (n.º {0}), y que quien la recibe tenga el mismo ALERT_WEBHOOK_SECRET.',
  'look at the address in {0}, and at the account with the provider.':
    'revise la dirección en {0}, y la cuenta con el proveedor.',
  '"{0}" is no telephone number such as {1}.': '«{0}» no es un número de teléfono como {1}.',
  "HEARTBEAT_URL can't be reached ({0}).": 'No se puede llegar a HEARTBEAT_URL ({0}).',
  'HEARTBEAT_URL answers HTTP {0}.': 'HEARTBEAT_URL responde HTTP {0}.',
  // Mail.
  '"{0}" is no mail address such as {1}.': '«{0}» no es una dirección de correo como {1}.',
  'The mail server gave no answer to the mail to {0} ({1}): whether it was taken is not known.':
    'El servidor de correo no respondió al correo para {0} ({1}): no se sabe si lo aceptó.',
  'The mail server does not take the mail to {0} this time ({1}).':
    'El servidor de correo no acepta esta vez el correo para {0} ({1}).',
  'The mail server does not accept the user and password in SMTP_URL ({0}): put the right ones there.':
    'El servidor de correo no acepta el usuario y la contraseña de SMTP_URL ({0}): ponga ahí los correctos.',
  'The mail server does not let us write as {0} ({1}): put an address of its own behind SMTP_URL, as in {2}.':
    'El servidor de correo no permite escribir como {0} ({1}): agregue a SMTP_URL una dirección suya, como en {2}.',
  'The mail server refuses mail to {0} ({1}): correct the address, in ALERT_EMAIL or with "oncall set".':
    'El servidor de correo rechaza el correo para {0} ({1}): corrija la dirección, en ALERT_EMAIL o con "oncall set".',
  'The mail server refuses the mail to {0} ({1}).': 'El servidor de correo rechaza el correo para {0} ({1}).',
  'There is no safe connection to the mail server: look at its certificate, and at host and port in SMTP_URL.':
    'No hay conexión segura con el servidor de correo: revise su certificado, y el servidor y el puerto en SMTP_URL.',
  "The mail server can't be reached ({0}): look at this machine's network and at SMTP_URL.":
    'No se puede llegar al servidor de correo ({0}): revise la red de este equipo y SMTP_URL.',
  // The last way.
  'No message got through on any channel. Call these people:':
    'Ningún mensaje llegó por ningún canal. Llame a estas personas:',
  'No telephone numbers are filled in: "oncall set" takes them.':
    'No hay números de teléfono anotados: se anotan con "oncall set".',
}
