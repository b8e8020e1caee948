export const messages: Readonly<Record<string, string>> = {
  'Stop paying out, taking cash-outs in, or both, on every replica at once':
    'Detener los pagos, el registro de retiros, o ambos, en todas las réplicas a la vez',
  'Ask Lamassu for new cash-outs now, without waiting for the schedule':
    'Consultar ahora a Lamassu si hay retiros nuevos, sin esperar el horario',
  'The switches, the last ten polls, and the cash-outs that wait':
    'Los interruptores, las últimas diez consultas y los retiros en espera',
  'what to stop': 'qué detener',
  'in flight now: {0}; what is being paid at this moment is looked up, not paid again':
    'en camino ahora: {0}; lo que se está pagando en este momento se averigua, no se paga otra vez',
  Paused: 'En pausa',
  'Polling is {0}, payouts are {1}: {2}': 'Consultas: {0}; pagos: {1}. Motivo: {2}',
  'Still being looked up: {0}.': 'Todavía se está averiguando: {0}.',
  'Stop payouts': 'Detener los pagos',
  'Stop taking cash-outs in': 'Detener el registro de retiros',
  'Stop payouts and polling': 'Detener los pagos y las consultas',
  'Resume payouts': 'Reanudar los pagos',
  'Resume taking cash-outs in': 'Reanudar el registro de retiros',
  'Resume payouts and polling': 'Reanudar los pagos y las consultas',
  'polling: {0} → {1}': 'consultas: {0} → {1}',
  'payouts: {0} → {1}': 'pagos: {0} → {1}',
  'it was paused because: {0}': 'el motivo de la pausa fue: {0}',
  '✘ no LNbits is configured, so nothing can be paid yet':
    '✘ no hay LNbits configurado, así que todavía no se puede pagar nada',
  '✔ the wallets are reachable, and no payment is stuck':
    '✔ las billeteras responden, y ningún pago está atascado',
  'Everything runs again': 'Todo está en marcha otra vez',
  'Resumed in part': 'Reanudado en parte',
  'Poll Lamassu now': 'Consultar a Lamassu ahora',
  'Polling is switched off: "poll resume --what ingest" switches it on.':
    'Las consultas están en pausa: "poll resume --what ingest" las reanuda.',
  'no poll has succeeded so far': 'ninguna consulta ha funcionado hasta ahora',
  'the last good poll was {0} ago': 'la última consulta buena fue hace {0}',
  'this is the first one: what is finished in Lamassu by now becomes the go-live baseline and is not paid':
    'esta es la primera: lo que ya está terminado en Lamassu pasa a ser la línea base y no se paga',
  'what is found is distributed and paid by itself': 'lo que se encuentre se reparte y se paga solo',
  'payouts are switched off: what is found is taken in and waits':
    'los pagos están en pausa: lo que se encuentre se registra y espera',
  'The poll failed; nothing was taken for read': 'La consulta falló; no se dio nada por leído',
  'No reason is known.': 'No se conoce el motivo.',
  'Lamassu is being polled at this moment by another replica':
    'Otra réplica está consultando a Lamassu en este momento',
  'The go-live baseline was taken: what was finished before it is not paid by this program.':
    'Se tomó la línea base: lo que terminó antes de ella no lo paga este programa.',
  'The first poll is done': 'La primera consulta está hecha',
  '{0}, {1} set aside for a person': '{0}, {1} por decidir',
  'Cash-outs in Lamassu': 'Retiros en Lamassu',
  'Read because something changed': 'Leídos porque algo cambió',
  'Set aside': 'Apartados',
  Waiting: 'En espera',
  'New: {0} and more': 'Nuevos: {0} y más',
  'New: {0}': 'Nuevos: {0}',
  ok: 'bien',
  empty: 'vacío',
  'Polls, newest last': 'Consultas, la última al final',
  'Polling is off': 'Las consultas están en pausa',
  'Polling is on; nothing has been polled yet':
    'Las consultas están en marcha; todavía no se ha hecho ninguna',
  'Polling works': 'Las consultas funcionan',
  Window: 'Periodo',
  Result: 'Resultado',
  Read: 'Leídos',
  'Aside / waiting': 'Apartados / en espera',
  start: 'inicio',
  'The last failure, {0}: {1}': 'La última falla, {0}: {1}',
  '{0} waiting, looked at again with every poll:': '{0} en espera; se revisa de nuevo en cada consulta:',
}
