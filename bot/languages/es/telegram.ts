/** What the bot says of itself on Telegram: how a card is marked, where an answer went, and what went wrong. */
export const messages: Readonly<Record<string, string>> = {
  OK: 'Bien',
  Attention: 'Atención',
  Problem: 'Problema',
  'The rest is in the file {0}.': 'El resto está en el archivo {0}.',
  'The first {0} of {1}; all of them are in the file {2}.':
    'Las primeras {0} de {1}; todas están en el archivo {2}.',
  'What is cut here is whole in the file {0}.': 'Lo que aquí se ve cortado está completo en el archivo {0}.',
  'The file {0} is larger than Telegram takes (50 MB).':
    'El archivo {0} es más grande de lo que Telegram acepta (50 MB).',
  'The file {0} is empty.': 'El archivo {0} está vacío.',
  'Sent to you directly.': 'Se lo envié en privado.',
  'The file was sent to you directly.': 'El archivo se lo envié en privado.',
  'A file of this is private: ask for it in a direct message.':
    'Un archivo de esto es privado: pídalo en un mensaje directo.',
  'The answer is for you alone, and I may not write to you yet: open @{0}, press Start, and ask again.':
    'La respuesta es solo para usted y todavía no puedo escribirle: abra @{0}, presione Iniciar y pregunte otra vez.',
  'That looked like a key.': 'Eso parecía una clave.',
  'It was deleted here; treat it as exposed all the same: make a new one. Keys are entered with "config rotate".':
    'Se borró de aquí; aun así, dela por expuesta y haga una nueva. Las claves se ingresan con "config rotate".',
  'It could not be deleted here: delete it yourself, treat it as exposed, and make a new one. Keys are entered with "config rotate".':
    'No se pudo borrar de aquí: bórrela usted, dela por expuesta y haga una nueva. Las claves se ingresan con "config rotate".',
  'Whether anything was done is not known: look before you ask for it again.':
    'No se sabe si se hizo algo: revise antes de pedirlo otra vez.',
  'That is too much at once.': 'Es demasiado a la vez.',
  'This was not done: wait for the answers, then ask again.':
    'Esto no se hizo: espere las respuestas y pregunte de nuevo.',
  'This button is too old to be understood.': 'Este botón es demasiado antiguo y ya no se entiende.',
  'The file is larger than the 20 MB that Telegram hands to bots: send a smaller one.':
    'El archivo pasa de los 20 MB que Telegram entrega a los bots: envíe uno más pequeño.',
  'The file could not be fetched from Telegram, so nothing was done: send it again.':
    'No se pudo traer el archivo de Telegram, así que no se hizo nada: envíelo otra vez.',
  Begin: 'Empezar',
  'What you may do, with examples': 'Lo que usted puede hacer, con ejemplos',
  'Telegram asks to wait {0} seconds.': 'Telegram pide esperar {0} segundos.',
  'Another program reads the messages of this Telegram bot (or a webhook is set): stop the other one, or give this bot a token of its own.':
    'Otro programa lee los mensajes de este bot de Telegram (o hay un webhook puesto): detenga el otro, o dele a este bot un token propio.',
  "Telegram does not accept TELEGRAM_TOKEN: it was revoked or mistyped. Get the bot's token from @BotFather, set it, and restart.":
    'Telegram no acepta TELEGRAM_TOKEN: fue revocado o está mal escrito. Pida el token del bot a @BotFather, póngalo y reinicie.',
  'The Telegram group is now a supergroup with the id {0}.':
    'El grupo de Telegram ahora es un supergrupo con el id {0}.',
  'Telegram does not let the bot write there ({0}): add it to the group again, or let the person open the bot and press Start.':
    'Telegram no deja que el bot escriba ahí ({0}): agréguelo otra vez al grupo, o que la persona abra el bot y presione Iniciar.',
  'The Telegram message says this already.': 'El mensaje de Telegram ya dice esto.',
  'The Telegram message is not there any more, or is too old to be changed.':
    'El mensaje de Telegram ya no está, o es demasiado antiguo para cambiarlo.',
  'Telegram could not read the markup of the message.': 'Telegram no pudo leer el formato del mensaje.',
  'Telegram refused the request: {0}.': 'Telegram rechazó la petición: {0}.',
  "Telegram can't be reached ({0}): look at this machine's network.":
    'No hay conexión con Telegram ({0}): revise la red de esta máquina.',
  'Telegram gave no proper answer ({0}); whether it did what was asked is not known.':
    'Telegram no dio una respuesta válida ({0}); no se sabe si hizo lo que se le pidió.',
}
