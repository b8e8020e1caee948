/** What an incident is, what it comes to, and what to do next. */
export const messages: Readonly<Record<string, string>> = {
  'there was no answer within {0} s': 'no hubo respuesta en {0} s',
  'Settings: could not be asked: {0}': 'Ajustes: no se pudo preguntar: {0}',
  'Settings: nothing was changed within a week': 'Ajustes: nada cambió en una semana',
  'Settings: nothing was changed since the last good poll, {0}':
    'Ajustes: nada cambió desde la última consulta buena, {0}',
  'Settings: {0} was changed from {1} to {2} ({3}, {4})': 'Ajustes: {0} cambió de {1} a {2} ({3}, {4})',
  'by the environment': 'por el entorno',
  'Log: could not be asked: {0}': 'Registro: no se pudo preguntar: {0}',
  'Log: could not be read: {0}': 'Registro: no se pudo leer: {0}',
  'Log: {0}': 'Registro: {0}',
  'Log: no line of trouble in this hour and the one before':
    'Registro: ninguna línea de problemas en esta hora ni en la anterior',
  'Log: lines of trouble in this hour and the one before: {0}':
    'Registro: líneas de problemas en esta hora y la anterior: {0}',
  'Connections: could not be tested: {0}': 'Conexiones: no se pudieron probar: {0}',
  'Connections: {0}, all good': 'Conexiones: {0}, todo bien',
  'Connections: {0}: {1}': 'Conexiones: {0}: {1}',
  'Payments: could not be asked: {0}': 'Pagos: no se pudo preguntar: {0}',
  'Payments: nothing stands in their way': 'Pagos: nada los detiene',
  'Payments: held back: {0}': 'Pagos: detenidos: {0}',
  'could not be asked: {0}': 'no se pudo preguntar: {0}',
  'nothing looks for {0} in this version': 'nada busca {0} en esta versión',
  'it was not tested': 'no se probó',
  "The books can't be reached": 'No hay acceso a los libros',
  'The bot has stopped looking': 'El bot dejó de mirar',
  'the bot has never looked so far': 'el bot no ha mirado nunca hasta ahora',
  'for {0}, since {1}': 'hace {0}, desde {1}',
  "A check of the bot can't be made": 'Una revisión del bot no se puede hacer',
  "A channel doesn't tell": 'Un canal no avisa',
  'Reconciliation or digest did not run': 'La conciliación o el resumen no se hizo',
  'More trouble in the log than usual': 'Más problemas en el registro de lo normal',
  'The log of what people did was changed': 'Se alteró el registro de lo que hicieron las personas',
  'The same cash-out stands in the books twice': 'El mismo retiro está dos veces en los libros',
  '{0}: {1}; {2} too much': '{0}: {1}; {2} de más',
  'Several payments of one cash-out to one client': 'Varios pagos de un retiro a un mismo cliente',
  'The commission wallet, or another one of ours, receives the same amount twice':
    'La billetera de comisiones, u otra nuestra, recibe dos veces el mismo monto',
  'A wallet paid one payment twice': 'Una billetera pagó dos veces el mismo pago',
  '{0}, {1}': '{0}, {1}',
  'A cash-out gave out more than it brought': 'Un retiro repartió más de lo que trajo',
  'A unique key that forbids doubles is gone': 'Falta una clave única que impide los duplicados',
  'payments {0}; {1} too much': 'pagos {0}; {1} de más',
  "A client's balance is not what deposits, payments and adjustments make it":
    'El saldo de un cliente no es lo que dan depósitos, pagos y ajustes',
  '{0}: {1}': '{0}: {1}',
  'A balance is below zero': 'Un saldo está bajo cero',
  'Balances, holds and their history contradict each other':
    'Saldos, retenciones y su historial se contradicen',
  "The journal doesn't add up": 'El diario no cuadra',
  "The parts of a cash-out don't make the whole": 'Las partes de un retiro no suman el total',
  'A completed payment lacks its proof': 'A un pago terminado le falta su prueba',
  "Wallets and books don't know the same payments": 'Las billeteras y los libros no conocen los mismos pagos',
  'Sats are more or fewer than came in': 'Hay más o menos sats de los que entraron',
  'A commission, worked out again, is another one': 'Una comisión, calculada de nuevo, da otra cosa',
  '{0}: {1}; {2} too much commission in all': '{0}: {1}; {2} de comisión de más en total',
  'The rate earned is not the rate configured': 'La tasa cobrada no es la configurada',
  "A cash-out's price is far off the others": 'El precio de un retiro está lejos de los demás',
  'The commission wallet grew by something else than what was paid into it':
    'La billetera de comisiones no creció lo que se le pagó',
  'The commission rule was changed': 'Se cambió la regla de comisión',
  'The test of the connection to Lamassu fails': 'Falla la prueba de conexión con Lamassu',
  'Polls fail': 'Las consultas fallan',
  '{0} since the last good one; {1}': '{0} desde la última buena; {1}',
  'The last good poll is too long ago': 'La última consulta buena fue hace demasiado tiempo',
  'No good poll for a day': 'Ninguna consulta buena en un día',
  'Cash-outs of Lamassu that are missing in the books, or the other way round':
    'Retiros de Lamassu que faltan en los libros, o al revés',
  'A time that no poll covers': 'Un lapso que ninguna consulta cubre',
  'A machine sells nothing': 'Un cajero no vende nada',
  'Lines about SSH and connections in the log': 'Líneas sobre SSH y conexiones en el registro',
  'Payments unfinished for more than {0} minutes': 'Pagos sin terminar desde hace más de {0} minutos',
  'Payments that fail again and again, or wait for a person':
    'Pagos que fallan una y otra vez, o que esperan a una persona',
  'Payments given up in the last two days': 'Pagos abandonados en los últimos dos días',
  "Commission payments don't arrive": 'Los pagos de comisión no llegan',
  "LNbits doesn't answer": 'LNbits no responde',
  "The source wallet doesn't cover what is owed": 'La billetera de origen no cubre lo que se debe',
  'A cash-out of which less was given out than is due': 'Un retiro del que se repartió menos de lo debido',
  'Cash-outs take longer than usual': 'Los retiros tardan más de lo normal',
  'LNbits refuses the key of one of our wallets': 'LNbits rechaza la clave de una de nuestras billeteras',
  "The wallets' test of this moment is refused": 'La prueba de las billeteras de este momento fue rechazada',
  'Payments fail because a key is refused': 'Los pagos fallan porque se rechaza una clave',
  'A wallet key was changed': 'Se cambió la clave de una billetera',
  "The commission wallet doesn't grow although cash-outs come in":
    'La billetera de comisiones no crece aunque entran retiros',
  'Lines of trouble about wallets in the log': 'Líneas de problemas con billeteras en el registro',
  '{0} ({1}), {2}': '{0} ({1}), {2}',
  '{0}; {1}': '{0}; {1}',
  '{0}, and {1} more': '{0}, y {1} más',
  'the bot has not looked at the wallets lately': 'el bot no ha mirado las billeteras últimamente',
  '{0} within the last hour or two': '{0} en la última hora o dos',
  "The impact can't be worked out before this is answered: {0}":
    'El alcance no se puede calcular antes de responder esto: {0}',
  'Go through the runbook again, and add what was missing in it.':
    'Repase la guía y agregue lo que le faltaba.',
  "Take the right to change tables from everybody but the bot's own role.":
    'Quite a todos, menos al rol del bot, el derecho de cambiar tablas.',
  'Restore books only into a new database, and write down who may do it.':
    'Restaure los libros solo en una base de datos nueva, y anote quién puede hacerlo.',
  "Use an SSH key of its own for the bot, which may only tunnel, and a read-only role in Lamassu's database.":
    'Use una clave SSH propia del bot, que solo permita el túnel, y un rol de solo lectura en la base de Lamassu.',
  'Agree with whoever runs the server to announce work on it ("maintenance start lamassu").':
    'Acuerde con quien administra el servidor que avise de los trabajos ("maintenance start lamassu").',
  'Write down whom to ring about the network and the Lamassu server.':
    'Anote a quién llamar por la red y por el servidor de Lamassu.',
  'Keep sats for a busy day in the source wallet, and set a limit for SOURCE_LOW that warns in time.':
    'Tenga en la billetera de origen sats para un día ocupado, y ponga un límite de SOURCE_LOW que avise a tiempo.',
  'Watch the disk and the backups of the LNbits server.':
    'Vigile el disco y los respaldos del servidor de LNbits.',
  "Let nobody but the bot's own role write in its database.":
    'Que nadie más que el rol del bot escriba en su base de datos.',
  'Count cash twice before a deposit is confirmed.':
    'Cuente el efectivo dos veces antes de confirmar un depósito.',
  'Back up LNbits and the books together.': 'Respalde LNbits y los libros juntos.',
  'After each change of a commission in Lamassu: one small sale, then "commission verify --last 1".':
    'Después de cada cambio de comisión en Lamassu: una venta pequeña, y luego "commission verify --last 1".',
  'Say who may change the commission, and that a second person looks at it.':
    'Diga quién puede cambiar la comisión, y que una segunda persona lo revise.',
  'Write down which LNbits wallets are used for what, and who has access.':
    'Anote para qué se usa cada billetera de LNbits y quién tiene acceso.',
  "Keep the wallets' keys in a password manager, and nowhere else but in the bot.":
    'Guarde las claves de las billeteras en un gestor de contraseñas, y en ningún otro lugar más que el bot.',
  'Rehearse the change of a key in the sandbox ("config rotate"), and change keys when somebody leaves.':
    'Ensaye el cambio de una clave en el modo de prueba ("config rotate"), y cambie las claves cuando alguien se vaya.',
  'Let something outside listen to HEARTBEAT_URL.': 'Que algo externo escuche HEARTBEAT_URL.',
  "Let a supervisor start the bot again, and have an alert on the server's disk.":
    'Que un supervisor vuelva a iniciar el bot, y tenga una alerta del disco del servidor.',
  "Have two ways to be told that don't depend on each other.":
    'Tenga dos formas de recibir avisos que no dependan una de otra.',
  'Say what would have shown it earlier, and have a rule or a check made for it.':
    'Diga qué lo habría mostrado antes, y pida una regla o revisión para ello.',
  'Ask both wallets about the payments that are one too many and may be under way.':
    'Pregunte a ambas billeteras por los pagos de más que pueden estar en camino.',
  "one that was not sent can be given up; one that was can't be taken back by the bot":
    'el que no se envió se puede abandonar; el que se envió, el bot no lo puede recuperar',
  'Give up the second payment that is not sent.': 'Abandone el segundo pago, que no se ha enviado.',
  'both wallets have to prove that it is unpaid; its hold goes back':
    'ambas billeteras tienen que probar que no se pagó; su retención regresa',
  'Agree with the client about the second payment that was sent, and correct the balance by an entry.':
    'Acuerde con el cliente sobre el segundo pago que se envió, y corrija el saldo con un asiento.',
  'the payment has taken cash from the balance for sats that came twice; the entry names the payment, and by how much is agreed with the client':
    'el pago descontó efectivo del saldo por sats que llegaron dos veces; el asiento nombra el pago, y el monto se acuerda con el cliente',
  'Have whoever runs the database take the second cash-out, #{0}, out again: it was never distributed, and the backup of the incident keeps it.':
    'Pida a quien administra la base de datos que quite el segundo retiro, n.º {0}: nunca se repartió, y la copia de seguridad del incidente lo conserva.',
  test: 'prueba|pruebas',
  difference: 'diferencia|diferencias',
  '"tx ignore" knows a cash-out by Lamassu\'s id, which both of them have; and beside its double no unique key can be made again':
    '"tx ignore" conoce el retiro por el id de Lamassu, que ambos tienen; y junto a su doble no se puede crear de nuevo la clave única',
  'Settle the payment that a wallet made twice, with the receiver, and write it down.':
    'Arregle con quien lo recibió el pago que una billetera hizo dos veces, y anótelo.',
  'only a person can say what became of it: 3h of the emergency SQL':
    'solo una persona puede decir qué pasó con él: 3h del SQL de emergencia',
  'Have whoever runs the database make the unique keys again: {0}':
    'Pida a quien administra la base de datos que vuelva a crear las claves únicas: {0}',
  'nothing else keeps a second one out': 'nada más impide que entre un segundo',
  'Reconcile everything: how much, and whose?': 'Concilie todo: ¿cuánto, y de quién?',
  'the run is kept, and shows later what was off':
    'la conciliación se guarda, y muestra después qué no cuadraba',
  'Correct each balance by an entry.': 'Corrija cada saldo con un asiento.',
  'The balance of {0} is off by {1}: find in its history where ("recon explain {2}"), then correct it by an entry.':
    'El saldo de {0} está mal por {1}: busque en su historial dónde ("recon explain {2}"), y luego corríjalo con un asiento.',
  'an entry that a second person approves, never an UPDATE':
    'un asiento que aprueba una segunda persona, nunca un UPDATE',
  'Find out whose the sats are that wallets and books disagree about, and settle each difference.':
    'Averigüe de quién son los sats en que billeteras y libros no coinciden, y arregle cada diferencia.',
  "a wallet paid what the books don't know, or lacks what they call paid: only people can say what is true (3h of the emergency SQL)":
    'una billetera pagó lo que los libros no conocen, o le falta lo que ellos dan por pagado: solo las personas pueden decir qué es cierto (3h del SQL de emergencia)',
  "Put the cause right: the commission rule here, or the commission in Lamassu's own configuration.":
    'Corrija la causa: la regla de comisión aquí, o la comisión en la configuración de Lamassu.',
  'it is nearly always a setting; old cash-outs keep the rule that they were made with':
    'casi siempre es un ajuste; los retiros viejos conservan la regla con que se hicieron',
  'Give the clients the sats that too high a commission has kept from them.':
    'Entregue a los clientes los sats que una comisión demasiado alta les quitó.',
  'each cash-out once, judged by its own rule; say --rate where another one would have been right. Too low: nobody gives anything back':
    'cada retiro una vez, según su propia regla; diga --rate donde otra habría sido la correcta. Si fue muy baja, nadie devuelve nada',
  "Stop, so that it doesn't grow.": 'Detenga todo, para que no crezca.',
  'what is owed waits and is not lost': 'lo que se debe espera y no se pierde',
  'Reconcile everything, and see that it is square.': 'Concilie todo, y vea que cuadre.',
  'only a run after the last correction proves it':
    'solo una conciliación después de la última corrección lo prueba',
  'Look up what waits for a person.': 'Consulte lo que espera a una persona.',
  'Payment #{0} waits for a person: ask both wallets about it.':
    'El pago n.º {0} espera a una persona: pregunte por él a ambas billeteras.',
  'the answer says what is safe: book what is paid, try again or give up what is proven unpaid, and nothing else':
    'la respuesta dice qué es seguro: registrar lo pagado, reintentar o abandonar lo que está probado que no se pagó, y nada más',
  'See that what is owed is paid, each payment once.': 'Vea que se pague lo que se debe, cada pago una vez.',
  'both wallets are asked before anything is sent again':
    'se pregunta a ambas billeteras antes de enviar algo otra vez',
  'Poll once by hand, and look at what it took in.': 'Consulte una vez a mano, y vea qué entró.',
  'nothing is lost by waiting: the first good poll takes in everything since the last one':
    'esperar no pierde nada: la primera consulta buena toma todo desde la anterior',
  'Take in what is still missing.': 'Tome lo que todavía falta.',
  'all ids are compared both ways; what no poll takes in is listed, and paid only by a decision':
    'se comparan todos los ids en ambos sentidos; lo que ninguna consulta toma se muestra en una lista, y solo se paga por decisión',
  'Find out where the way to Lamassu breaks.': 'Averigüe dónde se corta el camino a Lamassu.',
  'the answer names the step: the server, its key, the login, the database, the right to read':
    'la respuesta nombra el paso: el servidor, su clave, el acceso, la base de datos, el derecho de leer',
  "See that our wallets open; bring LNbits back, or sats to the source wallet, if they don't.":
    'Vea que nuestras billeteras abran; si no, recupere LNbits, o lleve sats a la billetera de origen.',
  'an answer that is missing is not a no: pay nothing by other means':
    'una respuesta que falta no es un no: no pague nada por otros medios',
  'Enter the right key of the wallet.': 'Ingrese la clave correcta de la billetera.',
  'LNbits refuses the key of the {0}: enter the right one. Was it changed by one of us? If nobody knows, somebody else has it.':
    'LNbits rechaza la clave de la {0}: ingrese la correcta. ¿La cambió alguien de nosotros? Si nadie lo sabe, la tiene otra persona.',
  'through a page of the bot or a file at the terminal, never in a chat; a second person agrees':
    'por una página del bot o un archivo en la terminal, nunca por chat; una segunda persona está de acuerdo',
  "Mend what the bot's own alert says: database, clock, channel.":
    'Arregle lo que dice la alerta del propio bot: base de datos, reloj, canal.',
  'killed at any moment it loses nothing; what was under way is looked up first':
    'aunque se corte en cualquier momento no pierde nada; lo que estaba en camino se consulta primero',
  'Say why the bot was down, now that it runs again.':
    'Diga por qué estuvo caído el bot, ahora que funciona otra vez.',
  "nothing shows it but somebody's word": 'solo lo muestra la palabra de alguien',
  'Reconcile everything: it shows what is wrong, and what is not.':
    'Concilie todo: muestra qué está mal, y qué no.',
  'then "incident diagnose" says which page fits, and "incident scenario" opens it':
    'luego "incident diagnose" dice qué página corresponde, e "incident scenario" la abre',
  'Look for the signs of every scenario': 'Buscar las señales de cada escenario',
  'Look for the signs of every scenario, for incident #{0}':
    'Buscar las señales de cada escenario, para el incidente n.º {0}',
  '{0} {1} fits best: {2} of 100': '{0} {1} es lo que mejor corresponde: {2} de 100',
  'No scenario fits': 'Ningún escenario corresponde',
  'Of 100': 'De 100',
  'Nothing was looked for.': 'No se buscó nada.',
  'Not looked at:': 'No se miró:',
  'It is {0}': 'Es {0}',
  'Look for the signs of every scenario, in the books, at Lamassu and at the wallets, and say which fits best':
    'Buscar las señales de cada escenario en los libros, en Lamassu y en las billeteras, y decir cuál corresponde mejor',
  'with every sign of this page, whether it fits or not':
    'con todas las señales de esta página, correspondan o no',
  'Work out what incident #{0} comes to': 'Calcular el alcance del incidente n.º {0}',
  'Incident #{0} comes to: {1}': 'Alcance del incidente n.º {0}: {1}',
  '{0} in all: from {1} on the owner is called (l3-threshold-sats).':
    '{0} en total: desde {1} se llama al dueño (l3-threshold-sats).',
  'Call level 3': 'Llamar al nivel 3',
  'Work out what the incident comes to: cash-outs, clients, sats too much, missing and in doubt, and cash':
    'Calcular el alcance del incidente: retiros, clientes, sats de más, faltantes y en duda, y efectivo',
  'Why: {0}': 'Por qué: {0}',
  'Page {0}': 'Página {0}',
  'The one thing to do now, with its button, and why it is this':
    'Lo único que hay que hacer ahora, con su botón, y por qué',
  'So that it does not happen again ("incident followup add"):':
    'Para que no vuelva a pasar ("incident followup add"):',
  'Next ▶': 'Siguiente ▶',
  '◀ Back': '◀ Atrás',
  "A page of the handbook, step by step; without one, the open incident's":
    'Una página del manual, paso a paso; sin indicarla, la del incidente abierto',
  'R0 the general one, R1 to R10': 'R0 la general, R1 a R10',
  'which step; the first unless given': 'qué paso; el primero si no se indica',
  'The page {0} is missing: install satmachine again with its docs folder.':
    'Falta la página {0}: instale satmachine otra vez con su carpeta docs.',
  'The folder of the pages is missing: install satmachine again.':
    'Falta la carpeta de las páginas: instale satmachine otra vez.',
}
