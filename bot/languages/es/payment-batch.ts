export const messages: Readonly<Record<string, string>> = {
  'No payment is unfinished: there is nothing to retry.':
    'No hay ningún pago pendiente: no hay nada que reintentar.',
  'Retry {0}, Σ {1}': 'Reintentar {0}, Σ {1}',
  'each is looked up in both wallets first; only what they prove unpaid is sent, by the same invoice':
    'cada uno se consulta antes en las dos billeteras; solo se envía lo que prueban sin pagar, con la misma factura',
  '{0} of {1} are paid': '{0} de {1} quedaron hechos',
  'What became of it': 'Qué pasó',
  'No payment is unfinished.': 'No hay ningún pago pendiente.',
  'had been paid before; the books say so now': 'ya estaba hecho; ahora los libros lo dicen',
  "the payment's number, or all-unpaid for everything that is not finished":
    'el número del pago, o all-unpaid para todos los pendientes',
  'with all-unpaid: at most so many, the oldest first':
    'con all-unpaid: cuántos como máximo, empezando por los más antiguos',
}
