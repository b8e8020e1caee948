export const messages: Readonly<Record<string, string>> = {
  'Enter cash that a client has brought; it counts once somebody has confirmed it':
    'Ingresar el efectivo que trajo un cliente; cuenta cuando alguien lo ha confirmado',
  'Confirm that the cash of a deposit is there; from then on it takes part in cash-outs':
    'Confirmar que el efectivo de un depósito está; desde entonces participa en los retiros',
  'The deposits, the newest first': 'Los depósitos, del más reciente al más antiguo',
  'Turn down a deposit that was entered and never counted':
    'Rechazar un depósito que se ingresó y nunca llegó a contar',
  'One deposit: amount, who entered it, who decided it':
    'Un depósito: monto, quién lo ingresó y quién lo decidió',
  'the amount in whole units, such as 5000.00': 'el monto en unidades, por ejemplo 5000.00',
  "the amount's currency, to be sure; it must be the client's":
    'la moneda del monto, para estar seguros; debe ser la del cliente',
  'anything to remember about it': 'algo que convenga recordar',
  'deposit #{0} of {1} for {2}': 'depósito n.º {0} de {1} para {2}',
  'Deposit {0} was already {1}: nothing was changed.': 'El depósito {0} ya estaba {1}: no se cambió nada.',
  'Deposit {0} was already {1} by {2}: nothing was changed.':
    'El depósito {0} ya estaba {1} por {2}: no se cambió nada.',
  'Enter a deposit of {0} for {1}': 'Ingresar un depósito de {0} para {1}',
  'the balance stays {0} until the deposit is confirmed':
    'el saldo sigue en {0} hasta que se confirme el depósito',
  'the client is {0} at the moment': 'el cliente está {0} en este momento',
  'Deposit #{0} of {1} for {2} is pending': 'El depósito n.º {0} de {1} para {2} está pendiente',
  'It counts once a treasurer has confirmed it.': 'Cuenta cuando un tesorero lo haya confirmado.',
  '{0} keeps deposits in {1}, not in {2}: a client has one currency.':
    '{0} tiene sus depósitos en {1}, no en {2}: cada cliente tiene una sola moneda.',
  '{0} is closed: no deposit can be entered.': '{0} está cerrado: no se puede ingresar ningún depósito.',
  '{0} would bring the balance above {1}, the most that a balance can be.':
    'El {0} llevaría el saldo por encima de {1}, lo máximo que puede ser un saldo.',
  'Confirm {0}': 'Confirmar el {0}',
  'balance: {0} → {1}': 'saldo: {0} → {1}',
  'available for cash-outs: {0} → {1}': 'disponible para retiros: {0} → {1}',
  'Deposit #{0} of {1} is confirmed': 'El depósito n.º {0} de {1} está confirmado',
  'somebody unknown': 'alguien desconocido',
  'entered by {0}': 'ingresado por {0}',
  'entered by {0}: {1}': 'ingresado por {0}: {1}',
  Entered: 'Ingresado',
  'pending, LATE': 'pendiente, CON ATRASO',
  '{0} pending for more than {1} h: confirm or reject.':
    '{0} sin confirmar desde hace más de {1} h: confirme o rechace.',
  'Reject {0}': 'Rechazar el {0}',
  "the client's balance does not change": 'el saldo del cliente no cambia',
  'a rejected deposit stays in the books and is never confirmed':
    'un depósito rechazado queda en los libros y nunca se confirma',
  'Deposit #{0} of {1} is rejected': 'El depósito n.º {0} de {1} está rechazado',
  'Deposit #{0} of {1}, {2}': 'Depósito n.º {0} de {1}, {2}',
  'Decided by': 'Decidido por',
  Confirmed: 'Confirmado',
}
