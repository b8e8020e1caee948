export const messages: Readonly<Record<string, string>> = {
  'Process {0} by hand: {1} for {2}': 'Procesar {0} a mano: {1} por {2}',
  'in the books: {0}': 'en los libros: {0}',
  'This goes past the dispense checks: you answer for the cash having come out. Only for cash-outs that were settled by hand.':
    'Esto pasa por alto los controles de entrega: usted responde de que el efectivo salió. Solo para retiros que se resolvieron a mano.',
  'set aside by you: {0}': 'usted lo pasa por alto: {0}',
  'Taken in by hand: {0}': 'Registrado a mano: {0}',
  'in Lamassu: status {0}, dispense {1}, dispense_confirmed {2}':
    'en Lamassu: status {0}, dispense {1}, dispense_confirmed {2}',
  'cash: {0}; paid by the customer: {1}; error: {2}':
    'efectivo: {0}; pagado por el comprador: {1}; error: {2}',
  unknown: 'desconocido',
  yes: 'sí',
  NO: 'NO',
  'It is from before go-live: be sure that nobody was paid for it in another way.':
    'Es de antes de la puesta en marcha: asegúrese de que nadie haya recibido su pago por otro medio.',
  'and {0} clients more': 'y {0} clientes más',
  'Have a cash-out paid by hand that the checks have left out; a person answers for its cash':
    'Hacer pagar a mano un retiro que los controles dejaron fuera; una persona responde por su efectivo',
  'a photo or document that proves it': 'una foto o un documento que lo pruebe',
  'why it is to be paid, and how you know': 'por qué hay que pagarlo, y cómo lo sabe',
  'where the proof is: a receipt number, a recording':
    'dónde está la prueba: un número de recibo, una grabación',
  'the cash came out although the machine has not confirmed it':
    'el efectivo salió aunque el cajero no lo confirmó',
  'the machine has not confirmed that the cash came out': 'el cajero no ha confirmado que salió el efectivo',
  'Lamassu recorded an error on the row': 'Lamassu anotó un error en el retiro',
  "Lamassu has not confirmed that the customer's sats came in":
    'Lamassu no ha confirmado que entraron los sats del comprador',
  'a cash-out that is processed by hand, or payments that are retried together, above so many sats need a second person':
    'un retiro procesado a mano, o pagos reintentados juntos, por encima de tantos sats necesitan a una segunda persona',
}
