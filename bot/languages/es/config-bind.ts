export const messages: Readonly<Record<string, string>> = {
  // Rooms.
  'Say what a room is for: where the bot is asked, and where it posts what':
    'Decir para qué es una sala: dónde se le pregunta al bot y dónde publica cada cosa',
  'Take a purpose away from a room': 'Quitarle una función a una sala',
  '"here" for the room where you write this, or the id of a Discord channel or Telegram chat':
    '"here" para la sala donde escribe esto, o el identificador de un canal de Discord o de un chat de Telegram',
  'what the room is for': 'para qué es la sala',
  'where the room is; unless you write from there': 'dónde está la sala, si no escribe desde ahí',
  'commands (ops)': 'comandos (ops)',
  'critical alerts': 'alertas críticas',
  'high alerts': 'alertas altas',
  'medium alerts': 'alertas medias',
  'the digest': 'el resumen',
  'Bind {0} on {1} for {2}': 'Asignar {0} en {1} para {2}',
  'Unbind {0} on {1} from {2}': 'Quitar {0} en {1} de {2}',
  'before: {0}': 'antes: {0}',
  'after: {0}': 'después: {0}',
  'everybody in that room reads what is posted there': 'todos en esa sala leen lo que se publica ahí',
  '{0} on {1} is bound for {2}': '{0} en {1} quedó asignada para {2}',
  '{0} on {1} is not bound for {2} any more': '{0} en {1} ya no está asignada para {2}',
  'For {0} now: {1}': 'Ahora para {0}: {1}',
  '{0} on {1} is bound for {2} already: nothing was changed.':
    '{0} en {1} ya está asignada para {2}: no se cambió nada.',
  '{0} on {1} is not bound for {2}: nothing was changed.':
    '{0} en {1} no está asignada para {2}: no se cambió nada.',
  "{0} on {1} comes from the bot's environment: take it away there and start again.":
    '{0} en {1} viene del entorno del bot: quítela ahí y reinicie.',
  "no room is left in which the bot answers; direct messages and the server's terminal go on":
    'no queda ninguna sala en la que el bot responda; siguen los mensajes directos y la terminal del servidor',
  'Say where the room is: --platform discord or --platform telegram.':
    'Diga dónde está la sala: --platform discord o --platform telegram.',
  '"here" is only known where you write it: give the room\'s id instead.':
    '"here" solo se entiende donde se escribe: dé el identificador de la sala.',
  '"{0}" is no room\'s id on {1}, such as {2}: write "here" in the room itself.':
    '"{0}" no es el identificador de una sala en {1}, como {2}: escriba "here" en la sala misma.',
  // Keys.
  'Enter a new invoice key for {0}': 'Ingresar una clave de factura nueva para {0}',
  'the wallet on record is {0}; a key of another wallet is refused':
    'la billetera registrada es {0}; se rechaza la clave de otra billetera',
  'you get a link to a page on the server itself, good for one key and ten minutes':
    'recibe un enlace a una página en el servidor mismo, válido para una clave y diez minutos',
  'Keys never go through a chat: leave it out, and you get a link to a page for it. Make a new key in LNbits, because this one has been seen.':
    'Las claves nunca pasan por un chat: no la escriba, y recibirá un enlace a una página para ella. Cree una clave nueva en LNbits, porque esta ya fue vista.',
  'The page for the key of {0}': 'La página para la clave de {0}',
  Link: 'Enlace',
  'Good until': 'Válido hasta',
  'It opens on the server only. From your own computer, first bring it to you with: ssh -L {0}:127.0.0.1:{1} your-server':
    'Solo se abre en el servidor. Desde su computadora, tráigalo primero con: ssh -L {0}:127.0.0.1:{1} su-servidor',
}
