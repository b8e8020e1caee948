/** The rules about money: duplicates, payments, sums, balances, commission, prices. */
export const messages: Readonly<Record<string, string>> = {
  // Nouns: one|many.
  minute: 'minuto|minutos',
  day: 'día|días',
  attempt: 'intento|intentos',
  'living payment': 'pago vigente|pagos vigentes',
  'completed payment': 'pago terminado|pagos terminados',
  'pauses payouts': 'pone los pagos en pausa',
  'pauses payouts, and opens an incident': 'pone los pagos en pausa y abre un incidente',
  'pauses payouts at once, and opens an incident': 'pone los pagos en pausa de inmediato y abre un incidente',
  "{0} of it the clients'": '{0} de los clientes',
  '{0}, limit {1}': '{0}, límite {1}',
  // TX_DUPLICATE.
  'Something is there twice': 'Algo está dos veces',
  'A cash-out or a payment that counts twice gives somebody money that is not his':
    'Un retiro o un pago que cuenta dos veces le da a alguien dinero que no es suyo',
  "one of Lamassu's ids in the books more than once, more than one living payment of a cash-out to one client, a wallet that paid one twice, or a unique key that is gone":
    'un identificador de Lamassu más de una vez en los libros, más de un pago vigente de un retiro a un mismo cliente, una billetera que pagó dos veces, o una clave única que ya no está',
  'the unique keys are back, what is too many is put aside or corrected by adjustments that name the payment, and every difference of the wallets is settled':
    'las claves únicas están de vuelta, lo que sobra está apartado o corregido con ajustes que nombran el pago, y cada diferencia de las billeteras está resuelta',
  'the unique key {0} of {1} is gone': 'la clave única {0} de {1} ya no está',
  'no valid unique index over these columns; nothing keeps a second one out any more':
    'ningún índice único válido sobre estas columnas; ya nada impide que entre un segundo',
  'Stop taking in too, look for duplicates, and have the key made again before anything goes on.':
    'Detenga también las consultas, busque duplicados y haga crear la clave otra vez antes de que algo siga.',
  'cash-out {0} is in the books {1} ({2})': 'el retiro {0} está {1} en los libros ({2})',
  '{0} of one id, limit 1; {1} belong to nobody':
    '{0} de un solo identificador, límite 1; {1} no son de nadie',
  'Compare the two, see which payments of the second one were made, and put aside what is not distributed.':
    'Compare los dos, vea qué pagos del segundo se hicieron, y aparte lo que no esté repartido.',
  '{0} of cash-out #{1} to {2} ({3})': '{0} del retiro n.º {1} a {2} ({3})',
  '{0}, limit 1; {1} too much': '{0}, límite 1; {1} de más',
  'Look up the ones too many: one that is not sent can be cancelled, one that is has to be corrected.':
    'Averigüe los que sobran: el que no se ha enviado se puede cancelar; el que sí, se tiene que corregir.',
  'payment #{0} of cash-out #{1} to {2} was paid twice':
    'el pago n.º {0} del retiro n.º {1} a {2} se pagó dos veces',
  'wallet {0} sent {1} once more (hash {2})': 'la billetera {0} envió {1} una vez más (hash {2})',
  'Nothing is sent before the difference is settled.':
    'No se envía nada antes de que se resuelva la diferencia.',
  'Look it up, agree with the receiver how it is given back, and write down what was done with satoshimachine.settle_wallet_difference.':
    'Averígüelo, acuerde con el destinatario cómo lo devuelve, y anote lo que se hizo con satoshimachine.settle_wallet_difference.',
  // PAYMENT_STUCK.
  'Payment stuck': 'Pago atascado',
  'Clients wait for sats that are already taken from their balance, and nobody knows yet where some of them are':
    'Hay clientes que esperan sats ya reservados de su saldo, y de algunos todavía no se sabe dónde están',
  'payments are not finished so many minutes after they were made, one alert for each cause; not what merely waits while payouts are paused':
    'hay pagos sin terminar tantos minutos después de crearse, una alerta por causa; no lo que solo espera mientras los pagos están en pausa',
  'looks the payments up again and again, and pays nothing a second time; pauses payouts at too many of them or too many sats':
    'averigua los pagos una y otra vez, y no paga nada por segunda vez; pone los pagos en pausa si son demasiados o suman demasiados sats',
  'every one of them is paid, or proven unpaid and decided about':
    'cada uno está pagado, o está probado que no se pagó y alguien decidió',
  'how long a payment may be unfinished': 'cuánto puede estar un pago sin terminar',
  'so many stuck payments pause payouts': 'tantos pagos atascados ponen los pagos en pausa',
  'so many sats in stuck payments pause payouts': 'tantos sats en pagos atascados ponen los pagos en pausa',
  '{0} for {1}, limit {2}; the oldest is payment #{3} of cash-out #{4}':
    '{0} desde hace {1}, límite {2}; el más antiguo es el pago n.º {3} del retiro n.º {4}',
  'Their sats and balances stay on hold; they are looked up again and again, and nothing is paid a second time.':
    'Sus sats y saldos siguen en reserva; se averiguan una y otra vez, y nada se paga por segunda vez.',
  // Why a payment does not end.
  'without an invoice': 'sin factura',
  'with an invoice, not sent': 'con factura, sin enviar',
  'waiting for a person': 'en espera de una persona',
  'the commission wallet': 'la billetera de comisiones',
  'the source wallet': 'la billetera de origen',
  'debited, and the receiver was not credited': 'cargado, y no abonado al destinatario',
  'Never pay it again. Look it up; LNbits has to credit the receiver, and its log says why it did not.':
    'No lo pague nunca otra vez. Averígüelo; LNbits tiene que abonar al destinatario, y su registro dice por qué no lo hizo.',
  'credited, and not from our wallet': 'abonado, y no desde nuestra billetera',
  'Look it up and find out who paid it, before anything else is sent.':
    'Averígüelo y vea quién lo pagó, antes de que se envíe algo más.',
  "the books and the wallets can't both be right":
    'los libros y las billeteras no pueden tener razón a la vez',
  'Keep payouts stopped, look it up, and let nobody pay it before the contradiction is understood.':
    'Mantenga los pagos detenidos, averígüelo, y que nadie lo pague antes de entender la contradicción.',
  'the paying wallet holds too little': 'la billetera que paga no tiene suficiente',
  "Look at the source wallet's balance and top it up; the payments then go on by themselves.":
    'Mire el saldo de la billetera de origen y recárguela; los pagos siguen entonces por sí solos.',
  "the receiver's key is missing or refused": 'falta la clave del destinatario, o LNbits la rechaza',
  'Ask the client for the invoice key of the same wallet and enter it with "client set-key"; the payment goes on by itself.':
    'Pida al cliente la clave de factura de la misma billetera e ingrésela con "client set-key"; el pago sigue por sí solo.',
  "the paying wallet's key is refused": 'LNbits rechaza la clave de la billetera que paga',
  "Check the wallets: the source wallet's key was changed or is wrong. Nothing is lost meanwhile.":
    'Compruebe las billeteras: la clave de la billetera de origen cambió o está mal. Mientras tanto no se pierde nada.',
  "the wallet's history and the books have to be brought together first":
    'primero hay que conciliar el historial de la billetera con los libros',
  'Read what the payment waits for; nothing is sent before books and wallets agree.':
    'Lea qué espera el pago; no se envía nada antes de que libros y billeteras coincidan.',
  'under way in LNbits': 'en curso en LNbits',
  'Look it up; nothing else is sent for it meanwhile. If LNbits hangs, restart LNbits, not this bot.':
    'Averígüelo; mientras tanto no se envía nada más por él. Si LNbits está trabado, reinicie LNbits, no este bot.',
  'its invoice looks dead': 'su factura parece sin efecto',
  'Look it up: it is looked at again by itself, and only what is proven dead gets a new invoice.':
    'Averígüelo: se revisa de nuevo por sí solo, y solo se hace otra factura si está probado que la anterior no tiene efecto.',
  'not tried yet': 'todavía sin intentar',
  'See whether the bot works and payouts are on: nobody has tried to pay this yet.':
    'Vea si el bot trabaja y los pagos están en marcha: todavía nadie ha intentado pagarlo.',
  'no clear answer from LNbits': 'sin respuesta clara de LNbits',
  'Look it up: both wallets are asked and nothing is sent. Decide by what they show.':
    'Averígüelo: se pregunta a las dos billeteras y no se envía nada. Decida según lo que muestren.',
  // PAYMENT_FAILED.
  'Payment failed': 'Pago fallido',
  'The bot can not bring this payment to an end by itself: a person has to decide what becomes of the sats':
    'El bot no puede terminar este pago por sí solo: una persona tiene que decidir qué pasa con los sats',
  'a payment waits for a person, or was tried in vain more often than the limit':
    'un pago espera a una persona, o se intentó en vano más veces que el límite',
  'keeps the hold and sends nothing for a payment in review; a payment proven unpaid is tried again, more and more seldom':
    'mantiene la reserva y no envía nada por un pago en revisión; uno que está probado sin pagar se intenta otra vez, cada vez más espaciado',
  'the payment is paid, or given up with proof': 'el pago está pagado, o se abandonó con prueba',
  'how often a payment may fail before a person should look':
    'cuántas veces puede fallar un pago antes de que alguien deba mirar',
  'payment #{0} to {1}: {2}': 'pago n.º {0} a {1}: {2}',
  'it waits for a person; made {0} ago; the last: {1}':
    'espera a una persona; creado hace {0}; lo último: {1}',
  '{0} in vain, limit {1}; made {2} ago; the last: {3}':
    '{0} en vano, límite {1}; creado hace {2}; lo último: {3}',
  'It is not sent any more by itself, and its hold is kept.':
    'Ya no se envía por sí solo, y su reserva se mantiene.',
  'It is tried again by itself, and only while both wallets prove it unpaid.':
    'Se intenta otra vez por sí solo, y únicamente mientras las dos billeteras prueben que no se pagó.',
  'Look it up: both wallets are asked and nothing is sent. Retry only what is proven unpaid.':
    'Averígüelo: se pregunta a las dos billeteras y no se envía nada. Reintente solo lo que esté probado sin pagar.',
  // PAYMENT_UNKNOWN.
  'Payment without an answer': 'Pago sin respuesta',
  'The sats may have left the wallet or not; paying again blindly is how somebody is paid twice':
    'Los sats pueden haber salido de la billetera o no; pagar otra vez a ciegas es como se paga dos veces',
  'LNbits was asked to pay, and for so many minutes no wallet says what came of it':
    'se pidió a LNbits que pagara, y desde hace tantos minutos ninguna billetera dice qué pasó',
  'keeps the amount on hold and asks both wallets again; sends no other invoice':
    'mantiene el monto en reserva y vuelve a preguntar a las dos billeteras; no envía otra factura',
  'the wallets show that it was paid, or that it was not': 'las billeteras muestran que se pagó, o que no',
  'how long the answer about a payment may be missing': 'cuánto puede faltar la respuesta de un pago',
  'payment #{0} to {1}': 'pago n.º {0} a {1}',
  'no answer for {0}, limit {1}': 'sin respuesta desde hace {0}, límite {1}',
  'no answer for {0}, limit {1}; the last: {2}': 'sin respuesta desde hace {0}, límite {1}; lo último: {2}',
  'The amount stays on hold. Both wallets are asked again by themselves, and nothing else is sent.':
    'El monto sigue en reserva. Se vuelve a preguntar a las dos billeteras, y no se envía nada más.',
  'Look it up. Do not pay it by other means: the sats may already be there.':
    'Averígüelo. No lo pague por otro medio: los sats pueden haber llegado ya.',
  // TX_UNDERPAID, TX_OVERPAID.
  "paid {0}, in doubt {1}, not sent {2}, given up {3}, the operator's {4}, commission {5}":
    'pagado {0}, en duda {1}, sin enviar {2}, abandonado {3}, del operador {4}, comisión {5}',
  'how long after its distribution a cash-out is compared':
    'cuánto después de su reparto se compara un retiro',
  'how far back finished cash-outs are compared': 'hasta cuándo atrás se comparan los retiros terminados',
  'Cash-out underpaid': 'Retiro pagado de menos',
  'Clients got less of a cash-out than it brought, and nothing is under way that would make up for it':
    'Los clientes recibieron de un retiro menos de lo que trajo, y no hay nada en curso que lo compense',
  'so long after its distribution, a cash-out is not accounted for to the last sat: less is paid, in doubt or to be sent than it brought':
    'pasado ese tiempo desde su reparto, un retiro no cuadra hasta el último sat: lo pagado, en duda o por enviar es menos de lo que trajo',
  'the sums are equal again: the wallet shows the payment, or its difference is settled':
    'las sumas vuelven a ser iguales: la billetera muestra el pago, o su diferencia está resuelta',
  'cash-out #{0}: {1} too little': 'retiro n.º {0}: {1} de menos',
  '{0} accounted for of {1} ({2}), limit {3}': 'cuadran {0} de {1} ({2}), límite {3}',
  'Nothing is paid again by itself.': 'Nada se paga otra vez por sí solo.',
  'See who got what of this cash-out, and look up the payments whose receivers miss their sats.':
    'Vea quién recibió qué de este retiro, y averigüe los pagos a cuyos destinatarios les faltan sats.',
  'Cash-out overpaid': 'Retiro pagado de más',
  'More sats were given out than the cash-out brought: they are missing in the source wallet':
    'Se entregaron más sats de los que trajo el retiro: faltan en la billetera de origen',
  'what was paid, is in doubt or is still to be sent of a cash-out is more than it brought':
    'lo pagado, en duda o por enviar de un retiro es más de lo que trajo',
  'the sums are equal again: what is too much is cancelled, or the difference of the wallets settled':
    'las sumas vuelven a ser iguales: lo que sobra está cancelado, o la diferencia de las billeteras resuelta',
  'cash-out #{0}: {1} too much': 'retiro n.º {0}: {1} de más',
  '{0} given out of {1} ({2}), limit {3}': '{0} entregados de {1} ({2}), límite {3}',
  'See who got what of this cash-out, and look up the payment that does not belong there.':
    'Vea quién recibió qué de este retiro, y averigüe el pago que no debería estar ahí.',
  // CONSERVATION_BREACH.
  'Sats do not add up': 'Los sats no cuadran',
  'What came in is not what clients, commission and operator got: somebody has too much, or somebody too little':
    'Lo que entró no es lo que recibieron clientes, comisión y operador: alguien tiene de más, o alguien de menos',
  "a wallet paid what the books don't know, or lacks what they call paid; or the journal of a cash-out does not add up to what it brought":
    'una billetera pagó lo que los libros no conocen, o le falta lo que ellos dan por pagado; o el diario de un retiro no suma lo que trajo',
  'journal and payments agree again, and every difference of the wallets is recognised or settled':
    'el diario y los pagos vuelven a coincidir, y cada diferencia de las billeteras está reconocida o resuelta',
  'how long the bot may take to recognise a payment that it finds in a wallet':
    'cuánto puede tardar el bot en reconocer un pago que encuentra en una billetera',
  "{0} out of wallet {1} that the books don't know": '{0} de la billetera {1} que los libros no conocen',
  '{0} that wallet {1} does not show any more': '{0} que la billetera {1} ya no muestra',
  '{0}, limit {1}; the first has the hash {2}': '{0}, límite {1}; el primero tiene el hash {2}',
  'Nothing is sent before every difference is recognised or settled.':
    'No se envía nada antes de que cada diferencia esté reconocida o resuelta.',
  'Find out whose payment it was and put it right; then write it down with satoshimachine.settle_wallet_difference.':
    'Averigüe de quién era el pago y corríjalo; después anótelo con satoshimachine.settle_wallet_difference.',
  'LNbits was probably restored from an older backup: see what the receivers hold. Pay nothing again before that.':
    'Probablemente LNbits se restauró de una copia anterior: vea qué tienen los destinatarios. Antes de eso no pague nada otra vez.',
  'cash-out #{0}: {1} between journal and payments': 'retiro n.º {0}: {1} entre el diario y los pagos',
  'it brought {0}, and the journal has no distribution of it, limit {1}':
    'trajo {0}, y el diario no tiene ningún reparto de él, límite {1}',
  'it brought {0}; in the journal {1} went to clients, {2} to the commission, {3} to the operator, and {4} of settled payments are missing; limit {5}':
    'trajo {0}; según el diario {1} fueron a clientes, {2} a la comisión, {3} al operador, y faltan {4} de pagos cerrados; límite {5}',
  "The journal can't be changed by the bot: somebody was in the database by hand. Find out who and what, before payouts go on.":
    'El bot no puede cambiar el diario: alguien entró a mano en la base de datos. Averigüe quién y qué, antes de que sigan los pagos.',
  'journal entry #{0} ({1}) does not balance': 'el asiento n.º {0} ({1}) del diario no cuadra',
  'Σ = {0}, limit 0': 'Σ = {0}, límite 0',
  // BALANCE_DRIFT, NEGATIVE_BALANCE.
  'Balance does not reconcile': 'Un saldo no cuadra',
  "A client's balance is not what his deposits, payments and adjustments make it, so he would be paid too much or too little":
    'El saldo de un cliente no es el que resulta de sus depósitos, pagos y ajustes, así que se le pagaría de más o de menos',
  'a balance or a hold drifts from the books by more than the limit, at the last ticker price; less than that stands in the digest':
    'un saldo o una reserva se aparta de los libros más que el límite, al último precio de mercado; si es menos, va en el resumen',
  'pauses the client; pauses payouts when it concerns too many clients':
    'pone al cliente en pausa; pone los pagos en pausa si son demasiados clientes',
  'pauses the client; pauses payouts and opens an incident when it concerns too many clients':
    'pone al cliente en pausa; si son demasiados clientes, pone los pagos en pausa y abre un incidente',
  'the drift is corrected': 'la diferencia está corregida',
  'how much a balance may drift before it is an alert':
    'cuánto puede apartarse un saldo antes de ser una alerta',
  'drifts of more clients than this pause payouts':
    'diferencias de más clientes que estos ponen los pagos en pausa',
  'balance {0}, hold {1}': 'saldo {0}, reserva {1}',
  '{0} off what the books add up to; there is no ticker price yet, limit {1}':
    '{0} de diferencia con lo que suman los libros; todavía no hay precio de mercado, límite {1}',
  '{0} off what the books add up to: {1} at the last price, limit {2}':
    '{0} de diferencia con lo que suman los libros: {1} al último precio, límite {2}',
  "Go through the client's history: the first line that does not follow from the one before it is where it happened. Correct it by an adjustment, never by hand.":
    'Recorra el historial del cliente: la primera línea que no sale de la anterior es donde ocurrió. Corríjalo con un ajuste, nunca a mano.',
  'Balance below zero': 'Saldo bajo cero',
  'A client has been given more than he paid in, or more of his balance is on hold than there is':
    'Un cliente recibió más de lo que depositó, o hay en reserva más saldo del que tiene',
  "a client's balance is below zero, or below what is on hold of it":
    'el saldo de un cliente está bajo cero, o por debajo de lo que tiene en reserva',
  'the balance covers its holds again': 'el saldo vuelve a cubrir sus reservas',
  'negative balances of more clients than this pause payouts':
    'saldos negativos de más clientes que estos ponen los pagos en pausa',
  'balance {0}, on hold {1}, limit {2} available': 'saldo {0}, en reserva {1}, límite {2} disponibles',
  "See in the client's history how it came: a constraint of the database must have been removed. Have it put back, and correct the balance by an adjustment.":
    'Vea en el historial del cliente cómo ocurrió: alguien debe de haber quitado una restricción de la base de datos. Haga que la repongan, y corrija el saldo con un ajuste.',
  // COMMISSION_ANOMALY, COMMISSION_RATE_DRIFT.
  'Commission computed wrongly': 'Comisión mal calculada',
  'A wrong commission gives the clients too little, or takes it from the operator, with every cash-out':
    'Con una comisión equivocada, en cada retiro los clientes reciben de menos o el operador pierde',
  'the stored commission of a cash-out of the last day differs from the formula by more than the limit; high when several in a row do':
    'la comisión guardada de un retiro del último día difiere de la fórmula más que el límite; alta cuando son varias seguidas',
  'pauses payouts when several in a row are wrong':
    'pone los pagos en pausa cuando varias seguidas están mal',
  'the last five cash-outs are right, and none of the last day is wrong':
    'los últimos cinco retiros están bien, y ninguno del último día está mal',
  'how much a commission may differ from the formula': 'cuánto puede diferir una comisión de la fórmula',
  'so many wrong commissions in a row are high, and pause payouts':
    'tantas comisiones seguidas mal son una alerta alta, y ponen los pagos en pausa',
  'how far back commissions are computed again': 'hasta cuándo atrás se vuelven a calcular las comisiones',
  '{0}, the newest #{1}': '{0}, el más reciente n.º {1}',
  '{0} off in all (cash-outs {1}), limit {2} each':
    '{0} de diferencia en total (retiros {1}), límite {2} cada uno',
  "Read how the newest one was worked out and compare it with Lamassu's row. While new ones are wrong too, keep payouts stopped.":
    'Lea cómo se calculó el más reciente y compárelo con la fila de Lamassu. Mientras los nuevos también estén mal, mantenga los pagos detenidos.',
  'Commission rate differs': 'La tasa de comisión difiere',
  'What the operator earns is not what the machines are set to: a price, a discount or a setting is off':
    'Lo que gana el operador no es lo que está configurado en los cajeros: un precio, un descuento o un ajuste está mal',
  "the commission earned in the last days differs from what Lamassu's rows had configured by more points than the limit":
    'la comisión ganada en los últimos días difiere de la configurada en las filas de Lamassu en más puntos que el límite',
  'the rate is back, or the days are over': 'la tasa volvió a lo normal, o pasaron los días',
  'by how many points the earned rate may differ': 'en cuántos puntos puede diferir la tasa ganada',
  'over how many days the rate is taken': 'sobre cuántos días se toma la tasa',
  '{0} % earned, {1} % configured (rule {2})': '{0} % ganado, {1} % configurado (regla {2})',
  '{0} earned of {1} in {2}, {3} configured; limit {4} points':
    '{0} ganados de {1} en {2}, {3} según lo configurado; límite {4} puntos',
  'Compare some cash-outs with the commission and the prices that are set in Lamassu.':
    'Compare algunos retiros con la comisión y los precios que están configurados en Lamassu.',
  // RATE_OUTLIER, BIG_TX.
  'Price out of line': 'Precio fuera de lo normal',
  'At a wrong price the clients buy far too few sats for their money, or far too many':
    'A un precio equivocado los clientes compran muy pocos sats por su dinero, o demasiados',
  'the fiat for one bitcoin of a cash-out is further off the median ticker price of the others around it than the limit':
    'lo que cuesta un bitcoin en un retiro se aparta más que el límite de la mediana del precio de mercado de los demás alrededor',
  'holds the cash-out back while it is not distributed': 'retiene el retiro mientras no esté repartido',
  'a person releases or ignores it; one that is distributed is over after a day':
    'una persona lo libera o lo descarta; el que ya está repartido termina al cabo de un día',
  'how far a price may be off the others': 'cuánto puede apartarse un precio de los demás',
  'how far around a cash-out other prices count':
    'hasta qué distancia de un retiro cuentan los otros precios',
  'how many other prices there must be': 'cuántos otros precios tiene que haber',
  'cash-out #{0} of {1}: {2} for one bitcoin, the others {3}':
    'retiro n.º {0} de {1}: {2} por un bitcoin, los demás {3}',
  '{0} % off the median of {1}, limit {2} %': '{0} % fuera de la mediana de {1}, límite {2} %',
  'It is held back and not distributed.': 'Está retenido y sin repartir.',
  'Compare it with the market of that moment. Release it if the price is right; ignore it and settle it by hand if not.':
    'Compárelo con el mercado de ese momento. Libérelo si el precio es correcto; si no, descártelo y arréglelo a mano.',
  'Compare it with the market of that moment, and with what the clients got.':
    'Compárelo con el mercado de ese momento, y con lo que recibieron los clientes.',
  'Big cash-out': 'Retiro grande',
  'A large amount is worth a second look, even when everything is right':
    'Un monto grande merece una segunda mirada, aunque todo esté bien',
  'a cash-out brings as many sats as the limit or more': 'un retiro trae tantos sats como el límite o más',
  'it is paid': 'está pagado',
  'from how many sats a cash-out is big': 'desde cuántos sats es grande un retiro',
  'cash-out #{0} of {1} for {2} ({3})': 'retiro n.º {0} de {1} por {2} ({3})',
  'Have a look at how it was split; nothing has to be done.':
    'Dé un vistazo a cómo se repartió; no hay que hacer nada.',
}
