export const messages: Readonly<Record<string, string>> = {
  'Export the books for an audit': 'Exportar los libros para una auditoría',
  'all {0}, each as CSV, with its SHA-256': 'las {0}, cada una como CSV, con su SHA-256',
  table: 'tabla|tablas',
  'only {0}, each as CSV, with its SHA-256': 'solo {0}, cada una como CSV, con su SHA-256',
  "it holds every client's name and account: give it to nobody but the auditor":
    'contiene el nombre y la cuenta de todos los clientes: no se lo dé a nadie más que al auditor',
  'no key, password or token is in it': 'no contiene ninguna clave, contraseña ni token',
  '--to must be later than --from.': '--to debe ser posterior a --from.',
  '--tables must name tables; "{0}" is none. There are: {1}.':
    '--tables debe nombrar tablas; "{0}" no es ninguna. Existen: {1}.',
  'all of it, from the first row on': 'todo, desde la primera fila',
  'up to {0}': 'hasta el {0}',
  'from {0} on': 'desde el {0}',
  'from {0} up to {1}': 'desde el {0} hasta el {1}',
  'The books are exported': 'Los libros están exportados',
  Table: 'Tabla',
  Rows: 'Filas',
  'Nothing was exported.': 'No se exportó nada.',
  "It is larger than 8 MB, which is the most that goes through a chat: fetch it from the server's disk, or export a shorter time.":
    'Pesa más de 8 MB, que es lo máximo que pasa por un chat: recójalo del disco del servidor, o exporte un período más corto.',
  'README.txt in it says what every column means and how to check the sums; verify.sql checks them all.':
    'Su README.txt dice qué significa cada columna y cómo comprobar las sumas; verify.sql las comprueba todas.',
  'Everything for an accountant in one zip: the tables, what they mean, and how to check them without us':
    'Todo para el contador en un zip: las tablas, qué significan y cómo comprobarlas sin nosotros',
  'only what is from then on; balances are told as of the beginning':
    'solo lo que hay desde entonces; los saldos se dan desde el inicio',
  'only what is before then': 'solo lo que hay antes de entonces',
  'only these tables, such as "payments,deposits"': 'solo estas tablas, como "payments,deposits"',
  "The export can't be written to {0} ({1}): see that it is writable and has room.":
    'No se puede escribir la exportación en {0} ({1}): vea que se pueda escribir allí y que haya espacio.',
  'The zip would be larger than 4 GB: export fewer tables, or a shorter time.':
    'El zip pasaría de 4 GB: exporte menos tablas, o un período más corto.',
}
