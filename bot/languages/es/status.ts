export const messages: Readonly<Record<string, string>> = {
  'How everything stands: switches, polls, cash-outs, payments, deposits':
    'Cómo está todo: interruptores, consultas, retiros, pagos y depósitos',
  '{0} need a person: {1} in doubt': '{0} en revisión: {1} en duda',
  'Payouts are paused': 'Los pagos están en pausa',
  'Payouts are paused: {0}': 'Los pagos están en pausa: {0}',
  'Polling is paused': 'Las consultas están en pausa',
  '{0} set aside for a person to decide': '{0} a la espera de que alguien decida',
  'A cash-out waits': 'Un retiro está en espera',
  'Ready; nothing has been polled yet': 'Listo; todavía no se ha hecho ninguna consulta',
  'All is well': 'Todo está bien',
  'Deposits {0}': 'Depósitos {0}',
  '{0} left of {1}, {2} on hold': '{0} de saldo, {1}, {2} en reserva',
  'Cash-outs': 'Retiros',
  '{0} completed, {1} being paid, {2} pending, {3} set aside, {4} unconfirmed':
    'terminados: {0}, pagándose: {1}, pendientes: {2}, apartados: {3}, sin confirmar: {4}',
  'Under way': 'En curso',
  '{0}, the oldest for {1}': '{0}, el más antiguo desde hace {1}',
  'In doubt': 'En duda',
  'The next cash-out waits: {0}': 'El próximo retiro está en espera: {0}',
  'The last poll failed: {0}': 'La última consulta falló: {0}',
}
