export const messages: Readonly<Record<string, string>> = {
  'Say yes to what somebody else asked for; it is done at once':
    'Decir que sí a lo que pidió otra persona; se hace de inmediato',
  'Say no to what somebody asked for: nothing is done':
    'Decir que no a lo que alguien pidió: no se hace nada',
  'What waits for a second person to approve it, the oldest first':
    'Lo que espera que otra persona lo apruebe, lo más antiguo primero',
  'One request: what would happen, who asked, how it ended':
    'Una solicitud: qué pasaría, quién la pidió, cómo terminó',
  "the request's number": 'el número de la solicitud',
  Request: 'Solicitud',
  'Asked by': 'Pedido por',
  Asked: 'Pedido',
  'Time left': 'Tiempo restante',
  'Not before': 'No antes de',
  Decided: 'Decidido',
  'open approval': 'aprobación pendiente|aprobaciones pendientes',
  'Nothing waits for an approval.': 'Nada espera una aprobación.',
  'Approve request {0}: {1}': 'Aprobar la solicitud {0}: {1}',
  'Reject request {0}: {1}': 'Rechazar la solicitud {0}: {1}',
  'asked for by {0}': 'pedido por {0}',
  'nothing is done, and it can be asked for again': 'no se hace nada, y se puede pedir de nuevo',
  open: 'pendiente',
  done: 'hecho',
  refused: 'rechazado',
  expired: 'vencido',
  'No request {0} waits for a second person: "approval list" shows which do.':
    'Ninguna solicitud {0} espera a otra persona: "approval list" muestra cuáles esperan.',
  'Request {0} is {1} already: nothing was changed.':
    'La solicitud {0} ya está en estado {1}: no se cambió nada.',
}
