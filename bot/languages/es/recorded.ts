/** Sentences that come back from the books in English (engine/recorded.ts). */
export const messages: Readonly<Record<string, string>> = {
  // Why a cash-out waits.
  'could not be distributed: {0}': 'no se pudo repartir: {0}',
  'no treasury wallet is configured: set LNBITS_TREASURY_ADMIN_KEY, or FUNDING=prefunded':
    'no hay billetera de tesorería configurada: defina LNBITS_TREASURY_ADMIN_KEY, o FUNDING=prefunded',
  'awaiting_funds: the transfer from the treasury needs a person, see "payment list --status needs_review"':
    'esperando fondos: alguien debe revisar el traslado desde la tesorería, vea "payment list --status needs_review"',
  'awaiting_funds: the treasury is moving the sats of this cash-out to the source wallet':
    'esperando fondos: la tesorería está pasando los sats de este retiro a la billetera de origen',
  'awaiting_funds: {0} sats are needed, and the source wallet has {1} to spare':
    'esperando fondos: se necesitan {0} sats, y la billetera de origen tiene {1} disponibles',
  'payouts are switched off, or another replica has it': 'los pagos están en pausa, o lo tiene otra réplica',
  '{0} payment(s) have been stuck for more than {1} h: look at "payment list --status stuck", the oldest is {2}':
    'pagos atascados por más de {1} h: {0}; vea "payment list --status stuck", el más antiguo es el {2}',
  '{0} is not an admin key: LNbits lets it read the {1} wallet, not pay from it':
    '{0} no es una clave de administración: LNbits permite leer con ella la billetera de {1}, no pagar',
  "the {0} wallet's invoice key": 'la clave de factura de la billetera de {0}',
  'LNbits made no invoice in the {0} wallet, so its id could not be learned; try again':
    'LNbits no creó ninguna factura en la billetera de {0}, así que no se pudo saber su identificador; intente de nuevo',
  'LNbits gave no clear answer about the {0} wallet: {1}':
    'LNbits no dio una respuesta clara sobre la billetera de {0}: {1}',
  'LNbits refuses {0} ({1}): the key was changed or mistyped, or its wallet is gone':
    'LNbits rechaza {0} ({1}): la clave cambió o está mal escrita, o su billetera ya no existe',
  "LNbits can't be reached for the {0} wallet: {1}": 'No se alcanza a LNbits para la billetera de {0}: {1}',
  'LNbits asks to slow down ({0})': 'LNbits pide ir más despacio ({0})',
  'LNbits refused to show the {0} wallet: {1}': 'LNbits se negó a mostrar la billetera de {0}: {1}',
  'LNBITS_COMMISSION_INVOICE_KEY belongs to the source wallet: give the key of a wallet of its own':
    'LNBITS_COMMISSION_INVOICE_KEY pertenece a la billetera de origen: dé la clave de una billetera aparte',
  'LNBITS_TREASURY_ADMIN_KEY belongs to the source wallet: give the key of a wallet of its own':
    'LNBITS_TREASURY_ADMIN_KEY pertenece a la billetera de origen: dé la clave de una billetera aparte',
  source: 'origen',
  commission: 'comisión',
  treasury: 'tesorería',
  // How far a payment is.
  'wallet {0}, from which it is to be paid, is not configured any more':
    'la billetera {0}, de la que se debe pagar, ya no está configurada',
  'no key is stored for the client\'s wallet: use "client set-key"':
    'no hay clave guardada de la billetera del cliente: use "client set-key"',
  'no key is configured for the wallet that receives the {0}':
    'no hay clave configurada de la billetera que recibe: {0}',
  "the stored invoice key belongs to wallet {0}, not to the receiver's wallet {1}":
    'la clave de factura guardada pertenece a la billetera {0}, no a la del destinatario, {1}',
  'awaiting_funds: the paying wallet holds less than this payment needs':
    'esperando fondos: la billetera que paga tiene menos de lo que necesita este pago',
  'LNbits accepted the payment, and no wallet shows it':
    'LNbits aceptó el pago, y ninguna billetera lo muestra',
  "debited, and the receiver's key is refused so far":
    'cargado, y por ahora se rechaza la clave del destinatario',
  'the payment is under way in LNbits': 'el pago está en curso en LNbits',
  'half_state: debited, and not credited so far': 'a medias: cargado, y por ahora sin abonar',
  'half_state: the paying wallet was debited and the receiver was not credited; never pay this again, have LNbits repaired':
    'a medias: se cargó a la billetera que paga y no se abonó al destinatario; no lo pague nunca otra vez, haga reparar LNbits',
  'the invoice is proven dead; a new one will be made':
    'está probado que la factura está muerta; se hará una nueva',
  'the invoice looks dead; it is looked at again before a new one is made':
    'la factura parece muerta; se revisa otra vez antes de hacer una nueva',
  'its rows can not be read': 'no se pueden leer sus filas',
  'paid_by_other: credited, and not debited so far': 'pagado por otro: abonado, y por ahora sin cargar',
  'paid_by_other: the invoice was paid, and not from our wallet':
    'pagado por otro: la factura se pagó, y no desde nuestra billetera',
  'contradiction at {0} payment {1}: {2}': 'contradicción en el pago {1} ({0}): {2}',
  'contradiction: {0}': 'contradicción: {0}',
  'LNbits refuses the key of the paying wallet ({0})':
    'LNbits rechaza la clave de la billetera que paga ({0})',
  'LNbits refuses the receiver\'s invoice key ({0}), so it was changed or its wallet may be gone: use "client set-key"':
    'LNbits rechaza la clave de factura del destinatario ({0}), así que cambió o su billetera quizá ya no existe: use "client set-key"',
  '{0} attempts without proof; the last: {1}': '{0} intentos sin prueba; el último: {1}',
  'the key of one of its wallets is not at hand': 'no se tiene a mano la clave de una de sus billeteras',
  // What contradicts the books.
  'the key of the paying wallet shows rows of another wallet':
    'la clave de la billetera que paga muestra filas de otra billetera',
  'the key of the receiving wallet shows rows of another wallet':
    'la clave de la billetera que recibe muestra filas de otra billetera',
  'the paying wallet has {0} debits for one invoice':
    'la billetera que paga tiene {0} cargos por una sola factura',
  'the paying wallet was debited {0} msat instead of {1}':
    'a la billetera que paga se le cargaron {0} msat en lugar de {1}',
  'the preimage in the paying wallet does not belong to the invoice':
    'la preimagen en la billetera que paga no corresponde a la factura',
  'the receiver was credited {0} msat instead of {1}':
    'al destinatario se le abonaron {0} msat en lugar de {1}',
  'the paying wallet shows a failed payment of a living invoice':
    'la billetera que paga muestra un pago fallido de una factura vigente',
  'wallet {0}, from which is paid, is not configured any more':
    'la billetera {0}, de la que se paga, ya no está configurada',
  'the history of wallet {0} could not be read ({1}): nothing is sent before it was':
    'no se pudo leer el historial de la billetera {0} ({1}): no se envía nada antes de leerlo',
  'the key of wallet {0} shows the rows of wallet {1}: nothing is sent before that is understood':
    'la clave de la billetera {0} muestra las filas de la billetera {1}: no se envía nada antes de entenderlo',
  'the database is another one than before (a standby took over, or a backup was restored): nothing is sent for {0} s more, until no payment that was under way can arrive any more, and the wallet has been compared with the books':
    'la base de datos no es la misma que antes (entró una réplica de reserva, o se restauró una copia): no se envía nada durante {0} s más, hasta que ya no pueda llegar ningún pago que estaba en curso y la billetera se haya comparado con los libros',
  "wallet {0} no longer shows a payment of {1} sats (hash {2}) that the books hold as completed: LNbits was probably restored from an older backup. It is not paid again by itself. Find out what the receiver's wallet holds and put it right, then write it down in psql with satoshimachine.settle_wallet_difference('{3}', 'what was done'), and switch payouts on with \"poll resume\"":
    "la billetera {0} ya no muestra un pago de {1} sats (hash {2}) que los libros dan por terminado: probablemente LNbits se restauró de una copia anterior. No se paga otra vez por sí solo. Averigüe qué tiene la billetera del destinatario y corríjalo, luego anótelo en psql con satoshimachine.settle_wallet_difference('{3}', 'lo que se hizo'), y reanude los pagos con \"poll resume\"",
  // What became of a request to LNbits.
  'LNbits does not tell its version: {0}': 'LNbits no dice su versión: {0}',
  'LNbits says it is version "{0}", but satmachine needs {1}.{2} or newer: upgrade LNbits (or check that LNBITS_URL is the address of an LNbits), then start satmachine again.':
    'LNbits dice que es la versión "{0}", pero satmachine necesita {1}.{2} o más nueva: actualice LNbits (o revise que LNBITS_URL sea la dirección de un LNbits) y reinicie satmachine.',
  'nothing listens at this address': 'nadie responde en esta dirección',
  'the host name is not known': 'no se conoce el nombre del servidor',
  'the host name cannot be looked up right now': 'el nombre del servidor no se puede buscar en este momento',
  'the host does not answer': 'el servidor no responde',
  'no complete answer within {0} seconds': 'sin respuesta completa en {0} segundos',
  'the connection broke ({0})': 'se cortó la conexión ({0})',
  'it answered {0} without an explanation': 'respondió {0} sin explicación',
  // What "check all" found.
  'answers; {0} active client(s) in {1} currency pool(s)': 'responde; clientes activos: {0}, monedas: {1}',
  "this machine's clock and the database's differ by {0} s: set them by NTP":
    'el reloj de esta máquina y el de la base de datos difieren en {0} s: ajústelos por NTP',
  'agrees with the database': 'coincide con la base de datos',
  'answers; PostgreSQL {0}, {1} cash-out row(s)': 'responde; PostgreSQL {0}, filas de retiros: {1}',
  "LNbits can't be asked for its version: {0}": 'no se le puede preguntar a LNbits su versión: {0}',
  'answers; version {0}': 'responde; versión {0}',
  'no {0} wallet is configured': 'no hay billetera de {0} configurada',
  "the {0} wallet can't be opened: {1}": 'no se puede abrir la billetera de {0}: {1}',
  'the key of the {0} wallet is an invoice key; an admin key is needed to pay':
    'la clave de la billetera de {0} es de factura; para pagar se necesita una de administración',
  '"{0}" opens for paying, and holds {1}': '"{0}" se abre para pagar, y tiene {1}',
  'none is configured: commission accrues until LNBITS_COMMISSION_INVOICE_KEY is set':
    'no hay ninguna configurada: la comisión se acumula hasta que se defina LNBITS_COMMISSION_INVOICE_KEY',
  'opens for receiving': 'se abre para recibir',
  '{0} payment(s) are unfinished for more than {1} h: see "payment list --status stuck"':
    'pagos sin terminar por más de {1} h: {0}; vea "payment list --status stuck"',
  'none is older than {0} h': 'ninguno tiene más de {0} h',
  // Our own database.
  "The database can't be reached ({0}): see that PostgreSQL is running.":
    'No se alcanza la base de datos ({0}): verifique que PostgreSQL esté en marcha.',
  "The database's disk is full ({0}): free some space.":
    'El disco de la base de datos está lleno ({0}): libere espacio.',
  'The database refused us ({0}): check DATABASE_URL.':
    'La base de datos nos rechazó ({0}): revise DATABASE_URL.',
  'The database refused the values ({0}).': 'La base de datos rechazó los valores ({0}).',
  'The database took too long to answer ({0}).': 'La base de datos tardó demasiado en responder ({0}).',
  'The database failed ({0}).': 'La base de datos falló ({0}).',
  // Lamassu's database.
  '{0} The next try is due in {1} s.': '{0} El próximo intento es en {1} s.',
  "The connection to Lamassu's database was closed.": 'Se cerró la conexión con la base de datos de Lamassu.',
  "Lamassu's database gave no answer to the probe.": 'La base de datos de Lamassu no respondió a la prueba.',
  "Lamassu's database ({0}) gave no answer within {1} s; the connection was dropped. Check that server and the network.":
    'La base de datos de Lamassu ({0}) no respondió en {1} s; se cortó la conexión. Revise ese servidor y la red.',
  'There is no database {0} on {1}:{2}. Check the name at the end of LAMASSU_DATABASE_URL (Lamassu\'s own is "lamassu").':
    'No hay ninguna base de datos {0} en {1}:{2}. Revise el nombre al final de LAMASSU_DATABASE_URL (la de Lamassu se llama "lamassu").',
  '{0} lacks a table ({1}): it is not a Lamassu database, or its version is not known to this bot.':
    'A {0} le falta una tabla ({1}): no es una base de datos de Lamassu, o este bot no conoce su versión.',
  '{0} lacks a column ({1}): its version is not known to this bot.':
    'A {0} le falta una columna ({1}): este bot no conoce su versión.',
  '{0} stopped a query that took longer than allowed ({1}). Check the load of that server.':
    '{0} detuvo una lectura que tardó más de lo permitido ({1}). Revise la carga de ese servidor.',
  '{0} is too old or not a PostgreSQL ({1}): version 11 or later is needed.':
    '{0} es demasiado antigua o no es PostgreSQL ({1}): se necesita la versión 11 o posterior.',
  '{0} answered with an error: {1} ({2}).': '{0} respondió con un error: {1} ({2}).',
  '{0} refused the login of user {1} ({2}). Check the user and password in LAMASSU_DATABASE_URL; a Unix socket needs the same name for the SSH user and the database user.':
    '{0} rechazó el acceso del usuario {1} ({2}). Revise el usuario y la contraseña en LAMASSU_DATABASE_URL; un socket de Unix necesita el mismo nombre para el usuario de SSH y el de la base de datos.',
  '{0} refused the connection: nothing listens at {1}:{2}. {3}, and that PostgreSQL runs.':
    '{0} rechazó la conexión: nadie responde en {1}:{2}. {3}, y que PostgreSQL esté en marcha.',
  "The name of Lamassu's database server, {0}, can't be resolved ({1}). {2}.":
    'No se encuentra el nombre del servidor de la base de datos de Lamassu, {0} ({1}). {2}.',
  '{0} asks for a password and LAMASSU_DATABASE_URL has none.':
    '{0} pide una contraseña y LAMASSU_DATABASE_URL no tiene ninguna.',
  "{0} can't be reached with the encryption that sslmode in LAMASSU_DATABASE_URL asks for ({1}). Check sslmode and sslrootcert.":
    'No se alcanza {0} con el cifrado que pide sslmode en LAMASSU_DATABASE_URL ({1}). Revise sslmode y sslrootcert.',
  "{0} can't be reached ({1}). {2}, the network, and that PostgreSQL runs.":
    'No se alcanza {0} ({1}). {2}, la red, y que PostgreSQL esté en marcha.',
  "The tables of Lamassu's database changed since the bot connected (an upgrade?). They are examined anew with the next try.":
    'Las tablas de la base de datos de Lamassu cambiaron desde que el bot se conectó (¿una actualización?). Se examinan de nuevo en el próximo intento.',
  // The way to its server.
  '{0} refused the connection: nothing listens on port {1}. {2}, and that sshd runs.':
    '{0} rechazó la conexión: nadie responde en el puerto {1}. {2}, y que sshd esté en marcha.',
  "The name of the SSH server, {0}, can't be resolved ({1}). Check LAMASSU_SSH_HOST and this machine's DNS.":
    'No se encuentra el nombre del servidor SSH, {0} ({1}). Revise LAMASSU_SSH_HOST y el DNS de esta máquina.',
  "{0} can't be reached over the network ({1}). {2}, the network and the firewall.":
    'No se alcanza {0} por la red ({1}). {2}, la red y el cortafuegos.',
  '{0} did not answer in time. {1}, the network and the firewall.':
    '{0} no respondió a tiempo. {1}, la red y el cortafuegos.',
  '{0} does not speak an SSH that this bot understands ({1}). {2}.':
    '{0} no habla un SSH que este bot entienda ({1}). {2}.',
  "The connection to the SSH server {0} broke before the login was done ({1}). {2}, and the server's sshd log.":
    'La conexión con el servidor SSH {0} se cortó antes de terminar el acceso ({1}). {2}, y el registro de sshd del servidor.',
  "The SSH server {0} refused the login of user {1} {2}. Check LAMASSU_SSH_USER, and that the public key stands in that user's ~/.ssh/authorized_keys on the server.":
    'El servidor SSH {0} rechazó el acceso del usuario {1} ({2}). Revise LAMASSU_SSH_USER, y que la clave pública esté en ~/.ssh/authorized_keys de ese usuario en el servidor.',
  'The private key in LAMASSU_SSH_PRIVATE_KEY is protected by a passphrase: set LAMASSU_SSH_PASSPHRASE.':
    'La clave privada de LAMASSU_SSH_PRIVATE_KEY está protegida con una frase: defina LAMASSU_SSH_PASSPHRASE.',
  "The private key in LAMASSU_SSH_PRIVATE_KEY can't be read: it must be a whole OpenSSH or PEM private key.":
    'No se puede leer la clave privada de LAMASSU_SSH_PRIVATE_KEY: debe ser una clave privada completa, de OpenSSH o PEM.',
  "The private key in LAMASSU_SSH_PRIVATE_KEY can't be opened: LAMASSU_SSH_PASSPHRASE is wrong or the key is damaged.":
    'No se puede abrir la clave privada de LAMASSU_SSH_PRIVATE_KEY: LAMASSU_SSH_PASSPHRASE es incorrecta o la clave está dañada.',
  "The SSH server {0} does not let user {1} forward to {2}. Check AllowTcpForwarding, AllowStreamLocalForwarding and PermitOpen in its sshd_config, and no-port-forwarding, restrict and permitopen before the key in the user's authorized_keys.":
    'El servidor SSH {0} no permite al usuario {1} pasar hasta {2}. Revise AllowTcpForwarding, AllowStreamLocalForwarding y PermitOpen en su sshd_config, y no-port-forwarding, restrict y permitopen delante de la clave en el authorized_keys del usuario.',
  'Behind the SSH server {0} no database can be reached at {1} ({2}). Check the host and port of LAMASSU_DATABASE_URL as seen from that server, and that PostgreSQL runs there.':
    'Detrás del servidor SSH {0} no se alcanza ninguna base de datos en {1} ({2}). Revise el servidor y el puerto de LAMASSU_DATABASE_URL vistos desde ese servidor, y que PostgreSQL esté en marcha ahí.',
  'The connection to the SSH server {0} was lost{1}. It is made anew by itself; if it stays away, check the server and the network.':
    'Se perdió la conexión con el servidor SSH {0}{1}. Se restablece sola; si no vuelve, revise el servidor y la red.',
  'The SSH server {0} has not been trusted yet: it shows the host key {1}. Compare this with what {2}; if it is the same, set LAMASSU_SSH_HOST_KEY={3}.':
    'Todavía no se confía en el servidor SSH {0}: muestra la clave de servidor {1}. Compárela con lo que {2}; si es la misma, defina LAMASSU_SSH_HOST_KEY={3}.',
  'The SSH server {0} shows the host key {1}, but LAMASSU_SSH_HOST_KEY trusts {2}. Nothing was sent to it: somebody may be standing between. Compare the key with what {3}, and change LAMASSU_SSH_HOST_KEY only if that is {4} (for example after the server was set up anew).':
    'El servidor SSH {0} muestra la clave de servidor {1}, pero LAMASSU_SSH_HOST_KEY confía en {2}. No se le envió nada: alguien podría estar en medio. Compare la clave con lo que {3}, y cambie LAMASSU_SSH_HOST_KEY solo si eso es {4} (por ejemplo, si el servidor se instaló de nuevo).',
  '`ssh-keygen -lf {0}` run ON that server prints': 'muestra `ssh-keygen -lf {0}` ejecutado EN ese servidor',
  'without any key or password (none is set)': 'sin ninguna clave ni contraseña (no hay ninguna definida)',
  'Check LAMASSU_SSH_HOST and LAMASSU_SSH_PORT': 'Revise LAMASSU_SSH_HOST y LAMASSU_SSH_PORT',
  'Check the host and port of LAMASSU_DATABASE_URL': 'Revise el servidor y el puerto de LAMASSU_DATABASE_URL',
  'The SSH server {0}': 'el servidor SSH {0}',
  "Lamassu's database ({0})": 'la base de datos de Lamassu ({0})',
  // What is wrong with a setting.
  'is not a time zone such as America/Guatemala': 'no es un huso horario como America/Guatemala',
  'must be a whole number from {0} to {1}': 'debe ser un número entero de {0} a {1}',
  'must be at least {0}': 'debe ser {0} como mínimo',
  'must be at most {0}': 'debe ser {0} como máximo',
  'must be markup or ticker': 'debe ser markup o ticker',
  'must be prefunded or treasury': 'debe ser prefunded o treasury',
  'must be on or off': 'debe ser on u off',
}
