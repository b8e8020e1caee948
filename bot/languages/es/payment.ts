export const messages: Readonly<Record<string, string>> = {
  'The payments, the newest first, with the sum of their sats':
    'Los pagos, del más reciente al más antiguo, con la suma de sus sats',
  'Ask both wallets what became of a payment; changes nothing':
    'Preguntar a las dos billeteras qué pasó con un pago; no cambia nada',
  'Look a payment up and, only if the wallets prove it unpaid, send it again':
    'Averiguar un pago y, solo si las billeteras prueban que no se pagó, enviarlo otra vez',
  'One payment as the books have it: receiver, amount, invoice, attempts':
    'Un pago según los libros: destinatario, monto, factura e intentos',
  'which: stuck is unfinished for more than 15 minutes':
    'cuáles: stuck son los que llevan más de 15 minutos sin terminar',
  // What a look at the wallets shows.
  PAID: 'PAGADO',
  UNPAID: 'SIN PAGAR',
  UNKNOWN: 'SIN ACLARAR',
  'HALF PAID': 'PAGADO A MEDIAS',
  'PAID BY ANOTHER': 'PAGADO POR OTRO',
  CONTRADICTION: 'EN CONTRADICCIÓN',
  'The books closed it as {0}, and the wallets show it as paid. Stop payouts with "poll pause" and find out why.':
    'Los libros lo cerraron como {0}, y las billeteras lo muestran pagado. Detenga los pagos con "poll pause" y averigüe por qué.',
  'It is closed as {0}; nothing is sent.': 'Está cerrado como {0}; no se envía nada.',
  'The books say the same. Nothing to do.': 'Los libros dicen lo mismo. No hay nada que hacer.',
  'The books say completed, with proof from then. Look again later.':
    'Los libros dicen que terminó, con la prueba de entonces. Vuelva a mirar más tarde.',
  'The books say completed, and the wallets do not. Stop payouts with "poll pause"; LNbits may have been restored from an older backup.':
    'Los libros dicen que terminó, y las billeteras no. Detenga los pagos con "poll pause"; puede que LNbits se haya restaurado de una copia anterior.',
  'No invoice stands for it, so nothing can have been sent.':
    'No tiene ninguna factura, así que no se pudo haber enviado nada.',
  'It is sent by itself when it is due; "payment retry {0}" does it now.':
    'Se envía solo cuando le toque; "payment retry {0}" lo hace ahora.',
  'The wallets could not be read: {0}.': 'No se pudieron leer las billeteras: {0}.',
  'Nothing is sent before they can. Look again in a minute.':
    'No se envía nada mientras no se puedan leer. Vuelva a mirar en un minuto.',
  'The paying wallet was not debited, and the invoice can still be paid.':
    'No se cargó nada a la billetera que paga, y la factura todavía se puede pagar.',
  '"payment retry {0}" pays the same invoice again, which can happen only once.':
    '"payment retry {0}" paga otra vez la misma factura, lo que solo puede ocurrir una vez.',
  "Books and wallets can't both be right: {0}.":
    'Los libros y las billeteras no pueden tener razón a la vez: {0}.',
  'Stop payouts with "poll pause", and pay nothing before a person has understood why.':
    'Detenga los pagos con "poll pause", y no pague nada antes de que alguien haya entendido por qué.',
  'The paying wallet was debited and the receiver was credited, each by exactly the amount.':
    'Se cargó a la billetera que paga y se abonó al destinatario, en ambos casos el monto exacto.',
  "The paying wallet was debited by exactly the amount; the receiver's wallet can't be read any more.":
    'Se cargó el monto exacto a la billetera que paga; la del destinatario ya no se puede leer.',
  '"payment retry {0}" books it as completed; nothing is sent.':
    '"payment retry {0}" lo anota como terminado; no se envía nada.',
  'The paying wallet was not debited, and the receiver has no payable invoice for it any more.':
    'No se cargó nada a la billetera que paga, y el destinatario ya no tiene una factura que se pueda pagar.',
  'It is looked at again after a while, and only then a new invoice is made. This goes by itself.':
    'Se revisa de nuevo al cabo de un rato, y solo entonces se hace otra factura. Esto ocurre solo.',
  'The paying wallet was debited, and the receiver was not credited.':
    'Se cargó a la billetera que paga, y no se abonó al destinatario.',
  'Never pay it again. Have LNbits repaired, so that the receiver is credited, and look again.':
    'No lo pague nunca otra vez. Haga reparar LNbits para que se abone al destinatario, y vuelva a mirar.',
  'The payment is under way in LNbits.': 'El pago está en curso en LNbits.',
  'Look again in a minute; nothing else is sent meanwhile.':
    'Vuelva a mirar en un minuto; mientras tanto no se envía nada más.',
  "The paying wallet was not debited, and LNbits refuses the receiver's key.":
    'No se cargó nada a la billetera que paga, y LNbits rechaza la clave del destinatario.',
  'Ask the client for the new invoice key of the same wallet and enter it with "client set-key".':
    'Pida al cliente la nueva clave de factura de la misma billetera e ingrésela con "client set-key".',
  'The receiver was credited on this invoice, and not by our wallet.':
    'Al destinatario se le abonó esta factura, y no desde nuestra billetera.',
  'Nothing is sent on this invoice any more. Find out who paid it.':
    'Ya no se envía nada por esta factura. Averigüe quién la pagó.',
  // The list.
  Sats: 'Sats',
  Age: 'Antigüedad',
  '{0} ({1}), Σ {2}': '{0} (estado: {1}), Σ {2}',
  'None is {0}.': 'Ninguno está {0}.',
  'The newest {0}, and the sum is theirs alone; --limit shows more.':
    'Los {0} más recientes, y la suma es solo de ellos; --limit muestra más.',
  // One payment.
  'Payment #{0} is {1}': 'El pago n.º {0} está {1}',
  'In the books': 'En los libros',
  'Payment hash': 'Hash del pago',
  'no invoice yet': 'todavía sin factura',
  'Payment #{0}: {1} to {2}, {3}': 'Pago n.º {0}: {1} para {2}, {3}',
  'From wallet': 'De la billetera',
  'To wallet': 'A la billetera',
  Invoice: 'Factura',
  Made: 'Hecha',
  'Dead since': 'Sin efecto desde',
  'number {0}': 'número {0}',
  Attempts: 'Intentos',
  Queued: 'En cola desde',
  'Next attempt': 'Próximo intento',
  Completed: 'Terminado',
  'No commission wallet is set: it stays in the source wallet until LNBITS_COMMISSION_INVOICE_KEY is.':
    'No hay billetera de comisiones: se queda en la billetera de origen hasta que se defina LNBITS_COMMISSION_INVOICE_KEY.',
  'Last: {0}': 'Lo último: {0}',
  "The debit is final, and the receiver's wallet could not be read any more.":
    'El cargo es definitivo, y la billetera del destinatario ya no se pudo leer.',
  'source wallet (funding)': 'billetera de origen (fondeo)',
  // Retrying.
  'Payment {0} is {1}. {2} {3}': 'El pago {0} está {1}. {2} {3}',
  'Payouts are switched off: "poll resume --what payout" switches them on.':
    'Los pagos están en pausa: "poll resume --what payout" los reanuda.',
  'Retry payment #{0} of {1} to {2}': 'Reintentar el pago n.º {0} de {1} para {2}',
  'looked up: {0}. {1}': 'averiguado: {0}. {1}',
  'the books: {0} → completed; nothing is sent': 'los libros: {0} → terminado; no se envía nada',
  '{0} may leave wallet {1} for wallet {2}, once':
    'pueden salir {0} de la billetera {1} a la billetera {2}, una sola vez',
  'both wallets are asked again before anything is sent':
    'se pregunta otra vez a las dos billeteras antes de enviar algo',
  'Payment {0} is commission without a wallet to go to: set LNBITS_COMMISSION_INVOICE_KEY, and it is paid by itself.':
    'El pago {0} es comisión sin billetera de destino: defina LNBITS_COMMISSION_INVOICE_KEY, y se paga solo.',
  'Payment {0} is {1}: there is nothing to retry. "payment lookup {2}" shows what the wallets say.':
    'El pago {0} está {1}: no hay nada que reintentar. "payment lookup {2}" muestra lo que dicen las billeteras.',
  'Payment {0} was not retried: {1}.': 'El pago {0} no se reintentó: {1}.',
  'Payment #{0} is not paid yet': 'El pago n.º {0} todavía no está pagado',
  '{0}. It is tried again by itself.': '{0}. Se intenta otra vez por sí solo.',
  'Payment #{0} had been paid before': 'El pago n.º {0} ya se había pagado',
  'The books say so now; nothing was sent.': 'Ahora los libros lo dicen; no se envió nada.',
  'Payment #{0} is paid: {1} to {2}': 'El pago n.º {0} está pagado: {1} para {2}',
}
