export const messages: Readonly<Record<string, string>> = {
  "Take a client in, with the invoice key of the client's own LNbits wallet":
    'Agregar un cliente, con la clave de factura de su propia billetera de LNbits',
  "What is left of a client's deposits, and how it came about":
    'Cuánto queda de los depósitos de un cliente, y cómo se llegó a ese saldo',
  "Every change of a client's balance, the newest first, with the balance after it":
    'Todos los movimientos del saldo de un cliente, del más reciente al más antiguo, con el saldo que quedó',
  'The clients with what is left of their deposits': 'Los clientes, con lo que queda de sus depósitos',
  'Share out new cash-outs without this client; what is under way is still paid':
    'Repartir los retiros nuevos sin este cliente; lo que está en curso se paga',
  'Let a paused client take part in new cash-outs again':
    'Volver a incluir en los retiros nuevos a un cliente en pausa',
  "Store the new invoice key of a client's wallet, after LNbits changed it":
    'Guardar la nueva clave de factura de la billetera de un cliente, cuando LNbits la cambió',
  'Everything about one client: balance, payments, wallet, mode':
    'Todo sobre un cliente: saldo, pagos, billetera y modo',
  'what the client is called': 'cómo se llama el cliente',
  'the currency of the deposits': 'la moneda de los depósitos',
  "a file that holds the wallet's invoice key; - for standard input":
    'un archivo con la clave de factura de la billetera; - para la entrada estándar',
  'flow: the whole balance takes part; fixed: at most --daily-limit a day':
    'flow: participa todo el saldo; fixed: como máximo --daily-limit al día',
  'for --mode fixed: the most a day': 'para --mode fixed: lo máximo por día',
  'only those with deposits in it': 'solo los que tienen depósitos en ella',
  flow: 'flow',
  'fixed, at most {0} a day': 'fixed, como máximo {0} al día',
  'Add client {0} in {1}': 'Agregar al cliente {0} en {1}',
  'Client {0} was added': 'Se agregó al cliente {0}',
  Key: 'Clave',
  'tried, and stored encrypted': 'probada, y guardada cifrada',
  'There is already a client named "{0}" in {1}: choose another name.':
    'Ya hay un cliente llamado "{0}" en {1}: elija otro nombre.',
  '--name is longer than {0} characters.': '--name tiene más de {0} caracteres.',
  '--name can\'t be a number: "{0}" would be taken for a client\'s number.':
    '--name no puede ser un número: "{0}" se tomaría por el número de un cliente.',
  '--name holds a line break or another control character.':
    '--name contiene un salto de línea u otro carácter de control.',
  '--daily-limit goes with --mode fixed only: add that, or leave the limit out.':
    '--daily-limit solo va con --mode fixed: agréguelo, o quite el límite.',
  '--mode fixed needs --daily-limit, such as --daily-limit 500.00.':
    '--mode fixed necesita --daily-limit, por ejemplo --daily-limit 500.00.',
  'mode: {0}': 'modo: {0}',
  'the balance starts at 0: it grows with confirmed deposits':
    'el saldo comienza en 0: crece con los depósitos confirmados',
  'the key is tried in LNbits (which makes an invoice of 1 sat that is never paid), and then stored encrypted':
    'la clave se prueba en LNbits (se crea una factura de 1 sat que nunca se paga) y luego se guarda cifrada',
  'fixed mode is switched off in the settings: this client takes part in nothing until it is on':
    'el modo fixed está apagado en la configuración: este cliente no participa en nada hasta que se encienda',
  '{0}: {1} left': '{0}: saldo de {1}',
  'On hold for payments under way': 'En reserva para pagos en curso',
  'Available for the next cash-out': 'Disponible para el próximo retiro',
  'Received so far': 'Recibido hasta ahora',
  '{0} available + {1} on hold = {2} left': '{0} disponible + {1} en reserva = {2} de saldo',
  '{0} deposited − {1} paid out = {2} left': '{0} depositado − {1} pagado = {2} de saldo',
  '{0} deposited − {1} paid out − {2} adjusted by hand = {3} left':
    '{0} depositado − {1} pagado − {2} ajustado a mano = {3} de saldo',
  '{0} deposited − {1} paid out + {2} adjusted by hand = {3} left':
    '{0} depositado − {1} pagado + {2} ajustado a mano = {3} de saldo',
  Change: 'Cambio',
  '{0}: {1}, {2} left': '{0}: {1}, saldo de {2}',
  'Nothing has happened yet.': 'Todavía no ha pasado nada.',
  'deposit confirmed': 'depósito confirmado',
  'deposit taken back': 'depósito anulado',
  'on hold for': 'en reserva para',
  paid: 'pagado',
  'adjusted by hand': 'ajustado a mano',
  'no reason given': 'sin motivo indicado',
  'The first {0} by name; --limit shows more.': 'Los primeros {0} por nombre; --limit muestra más.',
  '{0}, NO KEY': '{0}, SIN CLAVE',
  'Pause {0}': 'Poner en pausa a {0}',
  'status: {0} → {1}': 'estado: {0} → {1}',
  "{0} stays the client's, and nothing of it is spent on new cash-outs":
    '{0} sigue siendo del cliente, y nada de eso se gasta en retiros nuevos',
  '{0} is on hold for payments under way, which are still made':
    '{0} está en reserva para pagos en curso, que sí se hacen',
  '{0} is paused': '{0} está en pausa',
  'No reason was given.': 'No se indicó ningún motivo.',
  '{0} is {1} already: nothing was changed.': '{0} ya está {1}: no se cambió nada.',
  '{0} was changed by somebody else meanwhile: nothing was changed.':
    'Otra persona cambió a {0} mientras tanto: no se cambió nada.',
  'Resume {0}': 'Reanudar a {0}',
  '{0} takes part from the next distribution on': '{0} participa desde el próximo reparto',
  '{0} takes part again': '{0} participa de nuevo',
  '{0} is there for the next cash-outs.': 'Hay {0} para los próximos retiros.',
  '{0} is {1}, not paused: nothing was changed.': '{0} está {1}, no en pausa: no se cambió nada.',
  'Store a new invoice key for {0}': 'Guardar una nueva clave de factura para {0}',
  'the wallet on record is {0}': 'la billetera registrada es {0}',
  'a key that opens another wallet is refused': 'se rechaza una clave que abra otra billetera',
  'no key was stored so far: the wallet that this one opens becomes the receiver':
    'no había clave guardada: la billetera que abra esta será la que reciba',
  'the key is tried in LNbits first, and stored encrypted':
    'la clave se prueba primero en LNbits, y se guarda cifrada',
  'The key of {0} was stored': 'Se guardó la clave de {0}',
  '{0} is closed: nothing was changed.': '{0} está cerrado: no se cambió nada.',
  Deposited: 'Depositado',
  'Paid out': 'Pagado',
  '{0} for {1} in {2}': '{0} por {1} en {2}',
  'Average price': 'Precio promedio',
  '{0} for one bitcoin': '{0} por un bitcoin',
  'Last paid': 'Último pago',
  'Invoice key': 'Clave de factura',
  'stored, encrypted': 'guardada, cifrada',
  'NOT STORED': 'SIN GUARDAR',
  Since: 'Desde',
  'Without a key nothing can be paid to this client: use "client set-key".':
    'Sin clave no se le puede pagar nada a este cliente: use "client set-key".',
  'Paused: new cash-outs are shared out without this client.':
    'En pausa: los retiros nuevos se reparten sin este cliente.',
  '{0} not confirmed yet.': '{0} aún sin confirmar.',
  "--key-file does not hold an LNbits key: it must be one line of letters and digits, as the wallet's page shows it under API info (Invoice/read key).":
    '--key-file no contiene una clave de LNbits: debe ser una línea de letras y dígitos, como la muestra la página de la billetera en API info (Invoice/read key).',
}
