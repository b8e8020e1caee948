/** What the rule about deposits says. */
export const messages: Readonly<Record<string, string>> = {
  'Deposit unconfirmed': 'Depósito sin confirmar',
  'A deposit that nobody confirms earns its client nothing':
    'Un depósito que nadie confirma no le rinde nada a su cliente',
  'a deposit waits longer for its confirmation than the limit; high after the second limit':
    'un depósito espera su confirmación más tiempo que el límite; alta después del segundo límite',
  'the deposit is confirmed or rejected': 'el depósito queda confirmado o rechazado',
  'how long a deposit may wait': 'cuánto puede esperar un depósito',
  'how long a deposit may wait before the alert is high':
    'cuánto puede esperar un depósito antes de que la alerta sea alta',
  'deposit #{0} of {1} for {2}': 'depósito n.º {0} de {1} para {2}',
  'waiting for {0}, limit {1}': 'en espera desde hace {0}, límite {1}',
  'Count the cash, then confirm or reject the deposit.':
    'Cuente el efectivo, y luego confirme o rechace el depósito.',
  // The card of many.
  '{0} at once; the worst: {1}': '{0} a la vez; la peor: {1}',
}
