export const messages: Readonly<Record<string, string>> = {
  '--client is missing: whose balance is to be looked at?':
    'Falta --client: ¿el saldo de quién se ha de revisar?',
  '--since is missing: from when on is to be looked?': 'Falta --since: ¿desde cuándo se ha de revisar?',
  '--tx is missing: which cash-out is to be looked at?': 'Falta --tx: ¿qué retiro se ha de revisar?',
  'A run of the reconciliation as it was found, and what each check compares; the newest unless given':
    'Una conciliación tal como resultó, y qué compara cada revisión; si no se indica, la más reciente',
  'Action log': 'Registro de acciones',
  "Clients' balances": 'Saldos de los clientes',
  "Clients' wallets": 'Billeteras de los clientes',
  'Coverage by polls': 'Cobertura de las consultas',
  'Cash-outs': 'Retiros',
  Duplicates: 'Duplicados',
  'Each balance is the confirmed deposits less the completed payments plus the adjustments, each hold the unfinished payments, and both are what the journal says, from entry to entry.':
    'Cada saldo es la suma de los depósitos confirmados menos los pagos completados más los ajustes; cada reserva, la de los pagos sin terminar; y ambos son lo que dice el diario, asiento por asiento.',
  'Each completed payment has its own invoice and a distributed cash-out, a preimage proves it (of older ones a run proves one in sixteen, by lot), and no difference with a paying wallet is open.':
    'Cada pago completado tiene su propia factura y un retiro repartido, lo prueba una preimagen (de los más antiguos cada corrida prueba uno de dieciséis, al azar), y no hay ninguna diferencia abierta con una billetera que paga.',
  "Each completed payment stands in its client's own wallet with its exact amount, as far back as that wallet was read.":
    'Cada pago completado está en la billetera de su cliente con su monto exacto, hasta donde se leyó esa billetera.',
  "Each of the bot's own wallets holds, to the millisat, what its rows make; each completed payment has its row with its exact amount, each row of the bot its payment. Top-ups and withdrawals by people are not in the books: they are counted beside them.":
    'Cada billetera del bot tiene, al milisat, lo que suman sus movimientos; cada pago completado tiene su movimiento con su monto exacto, y cada movimiento del bot su pago. Las recargas y los retiros de personas no están en los libros: se cuentan aparte.',
  'Each successful poll covers everything since the one before it, and the last one is recent.':
    'Cada consulta lograda cubre todo desde la anterior, y la última es reciente.',
  'Every block of the action log still has the hash that it was sealed with.':
    'Cada bloque del registro de acciones conserva el hash con el que se selló.',
  'Every deposit is confirmed or rejected in time.': 'Cada depósito se confirma o se rechaza a tiempo.',
  'Every entry sums to zero; every deposit, distribution, payment and given-up payment is booked once with its own amounts; every account of sats is what the payments make it, to the millisat.':
    'Cada asiento suma cero; cada depósito, reparto, pago y pago abandonado está asentado una vez con sus montos; cada cuenta en sats es lo que resulta de los pagos, al milisat.',
  'Every payment is finished within minutes, and none waits for a person.':
    'Cada pago termina en minutos, y ninguno espera a una persona.',
  Figure: 'Cifra',
  'Give one of --client, --tx and --since: a run is about one of them.':
    'Indique solo uno de --client, --tx y --since: una conciliación trata de uno de ellos.',
  'history of {0}': 'historial de {0}',
  "the balances before and after its journal entries don't lead from one to the next":
    'los saldos antes y después de sus asientos no llevan del uno al siguiente',
  'the journal': 'el diario',
  '{0} more of a thousand entries each differ from what they were written for: too many to be named line by line':
    '{0} más, de mil asientos cada uno, no coinciden con aquello para lo que se asentaron: son demasiados para nombrarlos línea por línea',
  'what was written since {0}': 'lo asentado desde {0}',
  'only what was written in the books since then': 'solo lo asentado en los libros desde entonces',
  'In doubt': 'En duda',
  Found: 'Resultado',
  When: 'Cuándo',
  Check: 'Comprobación',
  Journal: 'Diario',
  "Lamassu's ids": 'Identificadores de Lamassu',
  "Lamassu's database": 'la base de datos de Lamassu',
  'Looked at': 'Revisados',
  'No cash-out, payment, commission or hash is there twice, and the {0} that forbid it are in place.':
    'Ningún retiro, pago, comisión ni hash está dos veces, y las {0} que lo impiden están en su lugar.',
  'Nothing was checked.': 'No se revisó nada.',
  'Off by': 'Diferencia',
  'Only the first {0} are shown; the file has all of them.':
    'Solo se muestran los primeros {0}; el archivo los tiene todos.',
  Payments: 'Pagos',
  'Pending deposits': 'Depósitos pendientes',
  'Reconcile the books now: with themselves, with the wallets and with Lamassu; the run is kept':
    'Conciliar los libros ahora: entre sí, con las billeteras y con Lamassu; queda guardado',
  'Run #{0} of {1}, asked for at {2}.': 'Conciliación n.º {0} de {1}, pedida el {2}.',
  'Run #{0} of {1}, by schedule at {2}.': 'Conciliación n.º {0} de {1}, programada, el {2}.',
  'Run #{0} of {1}, by schedule at {2}; it stands for {3} before it that nobody was there for.':
    'Conciliación n.º {0} de {1}, programada, el {2}; vale también por {3} anteriores para las que nadie estuvo.',
  Run: 'Conciliación',
  run: 'conciliación|conciliaciones',
  'The books were not reconciled so far': 'Los libros no se han conciliado todavía',
  'The books were not reconciled so far: "recon run" does it.':
    'Los libros no se han conciliado todavía: "recon run" lo hace.',
  "The bot's wallets": 'Billeteras del bot',
  'The formula of the rule by which each cash-out was split is worked out again from its stored numbers.':
    'Se calcula de nuevo, con sus números guardados, la fórmula de la regla con la que se repartió cada retiro.',
  'The runs of the reconciliation, the newest first':
    'Las conciliaciones, de la más reciente a la más antigua',
  'There is no run #{0}: "recon history" lists them.':
    'No existe la conciliación n.º {0}: "recon history" las muestra.',
  Tolerance: 'Tolerancia',
  'Unfinished payments': 'Pagos sin terminar',
  Verdict: 'Veredicto',
  'What Lamassu has dispensed is in the books, and what is in the books is in Lamassu.':
    'Lo que Lamassu entregó está en los libros, y lo que está en los libros está en Lamassu.',
  'What each cash-out brought is what its clients, the commission and the house got, in sats and in cash.':
    'Lo que trajo cada retiro es lo que recibieron sus clientes, la comisión y la casa, en sats y en efectivo.',
  'What it compares': 'Qué compara',
  Why: 'Motivo',
  '"{0}" is not a time such as "0 8 * * *" (every day at 8): minute, hour, day, month, day of the week.':
    '"{0}" no es un horario como "0 8 * * *" (cada día a las 8): minuto, hora, día, mes, día de la semana.',
  'a wallet paid {0}, and the books know nothing of it':
    'una billetera pagó {0}, y los libros no saben nada de eso',
  'balance of the {0} wallet': 'saldo de la billetera de {0}',
  'balance of {0}': 'saldo de {0}',
  'No command corrects the log: this is told until what was changed stands there again as the newest export or backup has it':
    'Ningún comando corrige el registro: esto se avisa hasta que lo cambiado vuelva a estar como lo tiene la exportación o el respaldo más reciente',
  'action {0}': 'acción {0}',
  'one of the actions {0} to {1}': 'una de las acciones {0} a {1}',
  'block {0} of the action log': 'bloque {0} del registro de acciones',
  'booking of deposit #{0}': 'asiento del depósito n.º {0}',
  'booking of payment #{0}': 'asiento del pago n.º {0}',
  'booking of the cash of cash-out #{0}': 'asiento del efectivo del retiro n.º {0}',
  'booking of the distribution of #{0}': 'asiento del reparto de n.º {0}',
  'booking of the given-up payment #{0}': 'asiento del pago abandonado n.º {0}',
  'booking of the reversal of deposit #{0}': 'asiento de la anulación del depósito n.º {0}',
  'bookings of one event': 'asientos de un mismo hecho',
  'by the {0} rule the clients get {1}, and {2} is booked':
    'según la regla {0} a los clientes les tocan {1}, y están asentados {2}',
  'cash-out #{0} ({1})': 'retiro n.º {0} ({1})',
  'cash-out #{0}': 'retiro n.º {0}',
  'cash-out {0}': 'retiro {0}',
  'client #{0}': 'cliente n.º {0}',
  'commission of cash-out #{0} ({1})': 'comisión del retiro n.º {0} ({1})',
  'commission payment #{0}': 'pago de comisión n.º {0}',
  'funding #{0}': 'fondeo n.º {0}',
  'payment #{0}': 'pago n.º {0}',
  'commission payments for one cash-out': 'pagos de comisión por un mismo retiro',
  everything: 'todo',
  'fundings for one cash-out': 'fondeos de un mismo retiro',
  'gap before poll #{0}': 'hueco antes de la consulta n.º {0}',
  'history of the {0} wallet': 'historial de la billetera de {0}',
  'hold of {0}': 'reserva de {0}',
  'it belongs to no cash-out that was distributed': 'no pertenece a ningún retiro repartido',
  'it brought {0}, and {1} for the clients + {2} commission were made of it':
    'trajo {0}, y de eso se hicieron {1} para los clientes + {2} de comisión',
  'it could not be read, so nothing is known of it: {0}':
    'no se pudo leer, así que no se sabe nada de ella: {0}',
  'it could not be read, so nothing is known of what is missing: {0}':
    'no se pudo leer, así que no se sabe si falta algo: {0}',
  'it counts as completed, and none of its own invoices was paid':
    'figura como completado, y no se pagó ninguna de sus propias facturas',
  'it counts as completed, and {0} of it is not': 'figura como completado, y {0} no lo está',
  'it is gone from the database: nothing forbids a duplicate any more, until whoever runs the database makes it again':
    'ya no está en la base de datos: nada impide un duplicado, hasta que quien administra la base de datos la cree de nuevo',
  'it is in a state that there is not': 'está en un estado que no existe',
  'it is so long that only what came after {0} was compared; its balance was not':
    'es tan largo que solo se comparó lo posterior al {0}; el saldo no',
  'it stands for nothing that the books know of': 'no corresponde a nada que los libros conozcan',
  'it was debited; whether it was credited could not be seen': 'se debitó; no se pudo ver si se acreditó',
  'it was given up, and the wallet moved {0} for it': 'se abandonó, y la billetera movió {0} por él',
  "its commission is {0}, and the commission's payment is {1}":
    'su comisión es de {0}, y el pago de la comisión es de {1}',
  'its lines sum to {0}, not to zero': 'sus líneas suman {0}, no cero',
  'its preimage does not prove that its invoice was paid: one of the two was changed':
    'su preimagen no prueba que su factura se pagó: alguien cambió una de las dos',
  'its rows make {0}, and LNbits says {1}': 'sus movimientos suman {0}, y LNbits dice {1}',
  'its state and its time of completion contradict each other':
    'su estado y su hora de finalización se contradicen',
  'journal account of {0}': 'cuenta del diario de {0}',
  'journal account {0}': 'cuenta {0} del diario',
  'journal entry #{0} ({1})': 'asiento n.º {0} ({1}) del diario',
  'journal entry|journal entries': 'asiento del diario|asientos del diario',
  "journal's hold of {0}": 'reserva de {0} en el diario',
  'no gap; the last one at most {0} intervals ago': 'ningún hueco; la última hace {0} intervalos como máximo',
  "no key of it is stored, so its payments can't be looked for":
    'no hay clave guardada, así que no se pueden buscar sus pagos',
  none: 'ninguno',
  'nothing covers {0} to {1}': 'nada cubre de {0} a {1}',
  "only one cash-out, by number or Lamassu's id or a beginning of it":
    'solo un retiro, por número o por el identificador de Lamassu o su comienzo',
  'only one client, by number or name': 'solo un cliente, por número o por nombre',
  'payment #{0} in the wallet of {1}': 'pago n.º {0} en la billetera de {1}',
  'payment with hash {0}': 'pago con hash {0}',
  'payments with one hash': 'pagos con un mismo hash',
  'pending for {0}, which is more than a week': 'pendiente desde hace {0}, más de una semana',
  'pending for {0}, which is more than two days': 'pendiente desde hace {0}, más de dos días',
  'polling is switched off; the last successful poll was {0} ago':
    'las consultas están apagadas; la última lograda fue hace {0}',
  'polling of Lamassu': 'las consultas a Lamassu',
  'row {0} of {1}': 'movimiento {0} de {1}',
  'row {0} of the {1} wallet': 'movimiento {0} de la billetera de {1}',
  'the balance is below zero: {0}': 'el saldo está por debajo de cero: {0}',
  'the books have {0}, and the wallet moved {1}': 'los libros tienen {0}, y la billetera movió {1}',
  'the books hold {0} as paid, and the wallet does not show it':
    'los libros dan {0} por pagados, y la billetera no los muestra',
  "the clients' part is {0}, and {1} in payments + {2} of the house were made of it":
    'la parte de los clientes es de {0}, y de ella se hicieron {1} en pagos + {2} de la casa',
  'the commission': 'la comisión',
  'the journal has {0} on hold, and the balance {1}': 'el diario tiene {0} en reserva, y el saldo {1}',
  'the journal has {0} to spend, and the balance {1}': 'el diario tiene {0} disponibles, y el saldo {1}',
  'the last successful poll was {0} ago': 'la última consulta lograda fue hace {0}',
  'no poll has succeeded so far': 'ninguna consulta ha funcionado hasta ahora',
  'the payments make it {0}, and it says {1}': 'según los pagos son {0}, y dice {1}',
  "the run's number": 'el número de la conciliación',
  'the wallets': 'las billeteras',
  'the {0} wallet': 'la billetera de {0}',
  'unfinished payments claim {0}, and {1} is on hold':
    'los pagos sin terminar ocupan {0}, y hay {1} en reserva',
  'unique key {0}': 'clave única {0}',
  'unique key': 'clave única|claves únicas',
  'wallet of {0}': 'billetera de {0}',
  'what came after the last poll': 'lo posterior a la última consulta',
  'what is looked at': 'qué se revisa',
  '{0} broken, {1} late': '{0} sin cuadrar, {1} con retraso',
  '{0} completed · {1}': '{0} completados · {1}',
  '{0} deposited − {1} paid + {2} adjusted = {3}, and the balance says {4}':
    '{0} depositados − {1} pagados + {2} ajustados = {3}, y el saldo dice {4}',
  '{0} h; {1} days at most': '{0} h; {1} días como máximo',
  '{0} in Lamassu, {1} in the books': '{0} en Lamassu, {1} en los libros',
  '{0} is on hold of a balance of {1}': 'hay {0} en reserva de un saldo de {1}',
  '{0} is there {1} times': '{0} está {1} veces',
  '{0} min; {1} h at most': '{0} min; {1} h como máximo',
  '{0} moved for an invoice that was replaced by another':
    'se movieron {0} por una factura que se había reemplazado por otra',
  "{0} moved in the bot's name, and the books know nothing of it":
    'se movieron {0} a nombre del bot, y los libros no saben nada de eso',
  '{0} msat should be credited there, and {1} msat are':
    'deberían estar acreditados {0} msat, y lo están {1} msat',
  '{0} msat': '{0} msat',
  '{0} of {1} looked for in {2} of clients, {3} not opened':
    '{0} de {1} buscados en {2} de clientes, {3} sin abrir',
  '{0} in the {1} wallet': '{0} en la billetera de {1}',
  '{0} pending': '{0} pendientes',
  '{0} should be booked on {1}, and nothing is': 'deberían estar asentados {0} en {1}, y no hay nada',
  '{0} should be booked on {1}, and {2} is': 'deberían estar asentados {0} en {1}, y lo están {2}',
  '{0} succeeded · {1} failed': '{0} logradas · {1} fallidas',
  '{0} unfinished for {1}': '{0} sin terminar desde hace {1}',
  '{0} unfinished · {1} · {2} given up': '{0} sin terminar · {1} · {2} abandonados',
  '{0} wait for a person since {1}': '{0} esperan a una persona desde hace {1}',
  '{0} was paid out, and {1} of the clients + {2} of the house stand for it':
    'se entregaron {0}, y por eso responden {1} de los clientes + {2} de la casa',
  "{0} were taken out of it by another hand than the bot's since the last run, unexplained by the books: {1}":
    'desde la última conciliación salieron {0} por mano ajena al bot, y los libros no lo explican: {1}',
  '{0} {1}, of it unexplained by the books: {2} in, {3} out':
    '{0} {1}; los libros no explican: {2} entrantes, {3} salientes',
  '{0} {1}, since the last run unexplained by the books: {2} in, {3} out':
    '{0} {1}; desde la última vez los libros no explican: {2} entrantes, {3} salientes',
  '{0} · {1} commission': '{0} · {1} de comisión',
  '{0}: in {1} = clients {2} + commission {3} + house {4}':
    '{0}: entró {1} = clientes {2} + comisión {3} + casa {4}',
  'Nothing is lost, {0} not square so far': 'No se ha perdido nada; {0} sin cuadrar por ahora',
  '… late': '… con retraso',
  'All square: {0}': 'Todo cuadra: {0}',
  '✔ square': '✔ cuadra',
  'Not square: {0} found': 'No cuadra: {0}',
  '✘ not square': '✘ no cuadra',
  thing: 'cosa|cosas',
}
