export const messages: Readonly<Record<string, string>> = {
  // bot ping, bot version
  'Whether the bot is there, and how quickly its database answers':
    'Si el bot está ahí, y con qué rapidez responde su base de datos',
  'I am here': 'Aquí estoy',
  'The database answers': 'La base de datos responde',
  'This is a command of its own; whether the bot runs is answered by its /healthz, or by itself in a chat.':
    'Esto es un comando aparte; si el bot está en marcha lo dice su /healthz, o él mismo en un chat.',
  Database: 'Base de datos',
  '{0} ms': '{0} ms',
  'Running since': 'En marcha desde',
  'Which version of the bot runs, on what, and since when':
    'Qué versión del bot está en marcha, sobre qué y desde cuándo',
  'satmachine {0}': 'satmachine {0}',
  // bot logs
  "The newest lines of the bot's log, without secrets":
    'Las líneas más recientes del registro del bot, sin secretos',
  'only lines about this': 'solo líneas sobre esto',
  'only lines that hold these words': 'solo líneas que contengan estas palabras',
  'how many lines at most': 'cuántas líneas como máximo',
  'No line of the log fits': 'Ninguna línea del registro coincide',
  '{0} of the log, the newest last': '{0} del registro, la más reciente al final',
  line: 'línea|líneas',
  'The file has all of them.': 'El archivo las tiene todas.',
  // bot backup
  "Write the books to a file on the server's disk":
    'Guardar los libros en un archivo en el disco del servidor',
  'Write a backup of the books': 'Hacer una copia de seguridad de los libros',
  'it goes to the folder "backups" below DATA_DIR on the server; the newest 14 are kept':
    'va a la carpeta "backups" dentro de DATA_DIR en el servidor; se conservan las 14 más recientes',
  'it is of one moment, and nothing stops meanwhile':
    'es de un solo momento, y mientras tanto nada se detiene',
  "the clients' keys in it stay encrypted: without SECRETS_KEY, which is not in it, they can't be read":
    'las claves de los clientes siguen cifradas en ella: sin SECRETS_KEY, que no va incluida, no se pueden leer',
  'The books are backed up': 'La copia de seguridad de los libros está hecha',
  File: 'Archivo',
  Size: 'Tamaño',
  '{0} bytes': '{0} bytes',
  'Copy it to another machine: this disk may be what is lost. Keep SECRETS_KEY apart from it.':
    'Cópiela a otra máquina: lo que se pierda puede ser este disco. Guarde SECRETS_KEY aparte.',
  // bot restart
  'Stop the bot in order and start it again with the settings of its environment':
    'Detener el bot en orden y volver a iniciarlo con los ajustes de su entorno',
  'Restart the bot': 'Reiniciar el bot',
  'what is being paid at this moment is finished first; in flight now: {0}':
    'primero se termina lo que se está pagando en este momento; en camino ahora: {0}',
  'it starts again by itself, and reads its environment anew; on other machines nothing happens':
    'vuelve a iniciarse solo y lee de nuevo su entorno; en otras máquinas no pasa nada',
  'what is paused stays paused': 'lo que está en pausa sigue en pausa',
  Restarting: 'Reiniciando',
  'The bot is back within a minute; if not, start it on the server as usual.':
    'El bot vuelve en menos de un minuto; si no, inícielo en el servidor como siempre.',
  'This process runs one command and no bot: restart the bot where it was started, or ask it in chat.':
    'Este proceso ejecuta un solo comando y no el bot: reinicie el bot donde se inició, o pídaselo en el chat.',
  // The page for a key.
  'There is no page for keys here, because the bot runs in another process: give the key with --key-file, or ask the bot in chat.':
    'Aquí no hay página para claves, porque el bot está en otro proceso: dé la clave con --key-file, o pídale la página al bot en el chat.',
  'This link was used already, is older than ten minutes, or never was one. Ask for a new one with: config rotate':
    'Este enlace ya se usó, tiene más de diez minutos o nunca existió. Pida uno nuevo con: config rotate',
  'This page can only be opened and sent.': 'Esta página solo se puede abrir y enviar.',
  'This client is closed: nothing was changed.': 'Este cliente está cerrado: no se cambió nada.',
  'The key of {0} opens wallet {1}, and was stored encrypted. This page can be closed.':
    'La clave de {0} abre la billetera {1} y quedó guardada y cifrada. Ya puede cerrar esta página.',
  'This is no LNbits key: a key is one word of letters and digits. Nothing was stored.':
    'Esto no es una clave de LNbits: una clave es una sola palabra de letras y cifras. No se guardó nada.',
  'Something went wrong; the log says what. Nothing was changed.':
    'Algo salió mal; el registro dice qué. No se cambió nada.',
  'Key of {0}': 'Clave de {0}',
  "Paste the wallet's invoice key (Invoice/read key), as its page in LNbits shows it under API info. It is tried first, and must open the wallet that is on record.":
    'Pegue la clave de factura de la billetera (Invoice/read key), tal como la muestra su página en LNbits en API info. Primero se prueba, y debe abrir la billetera que está registrada.',
  'Invoice key': 'Clave de factura',
  'Try it and store it': 'Probarla y guardarla',
  Stored: 'Guardada',
  'Not stored': 'No se guardó',
}
