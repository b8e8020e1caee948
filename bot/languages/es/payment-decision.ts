export const messages: Readonly<Record<string, string>> = {
  'payment #{0} of {1} to {2}': 'pago n.º {0} de {1} a {2}',
  'Payment {0} is {1}: nothing can be changed about it. "payment lookup {2}" shows what the wallets say.':
    'El pago {0} está {1}: ya no se puede cambiar. "payment lookup {2}" muestra lo que dicen las billeteras.',
  'Nothing was changed about payment {0}: {1}.': 'No se cambió nada del pago {0}: {1}.',
  'Payment #{0}: not yet': 'Pago n.º {0}: todavía no',
  'Payment #{0} is cancelled': 'El pago n.º {0} está cancelado',
  'Payment #{0} is booked as completed': 'El pago n.º {0} queda registrado como completado',
  'By invoice number {0}. The ones before it are proven dead and stay in the books.':
    'Con la factura número {0}. Las anteriores están probadamente muertas y quedan en los libros.',
  "What was on hold is back in the client's balance, and buys from the next cash-outs. The sats stay in the source wallet and are the operator's.":
    'Lo que estaba en reserva volvió al saldo del cliente, y comprará en los próximos retiros. Los sats se quedan en la billetera de origen y son del operador.',
  "The sats stay in the source wallet and are the operator's.":
    'Los sats se quedan en la billetera de origen y son del operador.',
  "The paying wallet's debit is booked. Nothing was sent.":
    'El cargo de la billetera que paga queda registrado. No se envió nada.',
  "The sats came from another wallet than ours: they are booked as the operator's own, from outside. Nothing was sent.":
    'Los sats salieron de otra billetera que no es la nuestra: se registran como propios del operador, venidos de fuera. No se envió nada.',
  'Payment {0} is {1}. {2} Only what is proven unpaid can be cancelled.':
    'El pago {0} está {1}. {2} Solo se puede cancelar lo que está probadamente sin pagar.',
  'Cancel {0}': 'Cancelar {0}',
  'the books: {0} → cancelled': 'los libros: {0} → cancelado',
  "{0}: on hold → back in the client's balance": '{0}: en reserva → de vuelta al saldo del cliente',
  "{0} stay in wallet {1}: promised → the operator's":
    '{0} se quedan en la billetera {1}: prometidos → del operador',
  'both wallets are asked again, and an invoice that may still be paid keeps it from being cancelled':
    'se pregunta otra vez a las dos billeteras, y una factura que todavía se pueda pagar impide cancelarlo',
  'Give up a payment that is proven unpaid and can not be paid any more; its hold goes back':
    'Dar por perdido un pago probadamente sin pagar y que ya no se puede pagar; su reserva se devuelve',
  'why it is given up': 'por qué se da por perdido',
  'Payment {0} is {1}. {2} Nothing proves that it was paid.':
    'El pago {0} está {1}. {2} Nada prueba que se haya pagado.',
  'Book {0} as completed': 'Registrar {0} como completado',
  "the proof: the receiver's own wallet has to show the sats":
    'la prueba: la billetera del destinatario tiene que mostrar los sats',
  'the proof: a preimage, which has to fit the payment hash':
    'la prueba: una preimagen, que tiene que corresponder al hash del pago',
  'LNbits debited the paying wallet and credited nobody: book it only if the client has the sats in another way':
    'LNbits cargó a la billetera que paga y no abonó a nadie: regístrelo solo si el cliente tiene los sats por otro medio',
  'from then on it is never paid, by nobody': 'desde entonces nadie lo paga nunca más',
  '--proof must be a preimage of 64 hex digits, or "receiver"; "{0}" is neither.':
    '--proof debe ser una preimagen de 64 dígitos hexadecimales, o "receiver"; "{0}" no es ninguna de las dos.',
  'Book a payment as completed, by a proof that fits; nothing is sent':
    'Registrar un pago como completado, con una prueba que corresponda; no se envía nada',
  'the preimage (64 hex digits), or "receiver" to have it seen in the receiver\'s wallet':
    'la preimagen (64 dígitos hexadecimales), o "receiver" para que se vea en la billetera del destinatario',
  'how you know that it was paid': 'cómo sabe que se pagó',
  'The invoice of payment {0} lives, and a second one beside it could be paid as well. "payment retry {1}" pays the same invoice, which can happen only once.':
    'La factura del pago {0} sigue viva, y una segunda a su lado también se podría pagar. "payment retry {1}" paga la misma factura, lo que solo puede ocurrir una vez.',
  'Make {0} anew': 'Rehacer {0}',
  'the old invoice stays in the books for ever; the new one is of the same payment, client, cash-out and hold, so that it can only be booked once':
    'la factura anterior queda para siempre en los libros; la nueva es del mismo pago, cliente, retiro y reserva, así que solo se puede registrar una vez',
  'it is made only once the old one has been dead for {0} s, when no request to pay it can arrive any more':
    'se hace solo cuando la anterior lleva {0} s muerta, cuando ya no puede llegar ninguna orden de pagarla',
  '{0} may leave wallet {1}, once': '{0} pueden salir de la billetera {1}, una vez',
  'invoice {0} ({1}…): proven dead {2}': 'factura {0} ({1}…): probadamente muerta {2}',
  'invoice {0} ({1}…): in use': 'factura {0} ({1}…): en uso',
  'invoice {0} ({1}…): seen dead since {2}': 'factura {0} ({1}…): se ve muerta desde {2}',
  'Replace the invoice of a payment, once the wallets prove that the old one is dead, and pay the new one':
    'Reemplazar la factura de un pago, cuando las billeteras prueban que la anterior está muerta, y pagar la nueva',
  "the wallets' rows contradict the books; nothing may be done before a person has understood why":
    'lo que muestran las billeteras contradice los libros; no se puede hacer nada antes de que alguien entienda por qué',
  "the paying wallet can't be read; look again in a minute":
    'no se puede leer la billetera que paga; vuelva a mirar en un minuto',
  "the receiver's wallet does not show the sats, so its row is no proof: give the preimage, once you know from the client that he has them":
    'la billetera del destinatario no muestra los sats, así que no es prueba: dé la preimagen, cuando sepa por el cliente que los tiene',
  "the paying wallet was not debited, and the receiver's wallet does not show the sats: nothing proves that it was paid":
    'no se cargó a la billetera que paga, y la del destinatario no muestra los sats: nada prueba que se haya pagado',
  'no invoice stands for it: "payment retry" makes one and pays it':
    'no tiene ninguna factura: "payment retry" hace una y la paga',
  'the invoice is dead as far as both wallets show. It has to stay so for {0} s, until no request to pay it can arrive any more; then a new one is made and paid by itself':
    'la factura está muerta según las dos billeteras. Tiene que seguir así {0} s, hasta que ya no pueda llegar ninguna orden de pagarla; entonces se hace una nueva y se paga sola',
  'the old invoice is void, and a worker is making the new one':
    'la factura anterior quedó anulada, y un proceso está haciendo la nueva',
  'the old invoice is void; the new one is paid once payouts are switched on ("poll resume")':
    'la factura anterior quedó anulada; la nueva se paga cuando se activen los pagos ("poll resume")',
  'the old invoice is void; the new one is not paid yet: {0}':
    'la factura anterior quedó anulada; la nueva todavía no se paga: {0}',
  'its invoice lives, and a second one beside it could be paid as well. "payment retry" pays the same invoice, which can happen only once':
    'su factura sigue viva, y una segunda a su lado también se podría pagar. "payment retry" paga la misma factura, lo que solo puede ocurrir una vez',
  'the invoice was paid from another wallet: "payment mark-paid" books it':
    'la factura se pagó desde otra billetera: "payment mark-paid" lo registra',
  "it brings sats to the source wallet, which stay the operator's own: hold or ignore its cash-out instead":
    'lleva sats a la billetera de origen, que siguen siendo del operador: retenga o descarte su retiro en cambio',
  'it has just changed, or the wallet has to be compared with the books first; look again':
    'acaba de cambiar, o primero hay que comparar la billetera con los libros; vuelva a mirar',
  'it has just changed; look again': 'acaba de cambiar; vuelva a mirar',
  'its invoice is dead as far as both wallets show. It has to stay so for {0} s more, until no request to pay it can arrive any more; nothing is sent meanwhile. Cancel it again then':
    'su factura está muerta según las dos billeteras. Tiene que seguir así {0} s más, hasta que ya no pueda llegar ninguna orden de pagarla; mientras tanto no se envía nada. Cancélelo entonces otra vez',
  'it was paid: "payment retry" books it as completed':
    'se pagó: "payment retry" lo registra como completado',
  'its invoice can still be paid, and LNbits has no way to take one back: a request that is under way could still pay it. "payment retry" pays it; once LNbits has dropped the invoice, it can be cancelled':
    'su factura todavía se puede pagar, y LNbits no tiene manera de retirarla: una orden en camino todavía podría pagarla. "payment retry" la paga; cuando LNbits haya soltado la factura, se podrá cancelar',
  'no invoice was ever made for it, so nothing can have been paid on it':
    'nunca se le hizo una factura, así que no se pudo haber pagado nada',
  'the preimage does not belong to the payment: its SHA-256 is not the payment hash':
    'la preimagen no es de este pago: su SHA-256 no es el hash del pago',
}
