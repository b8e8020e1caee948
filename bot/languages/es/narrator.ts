/** The story that the terminal tells. */
export const messages: Readonly<Record<string, string>> = {
  'poll failed: {0}': 'falló la consulta: {0}',
  'polling works again': 'las consultas funcionan otra vez',
  'paying works again': 'los pagos funcionan otra vez',
  'polling broke off: {0}': 'se interrumpieron las consultas: {0}',
  'paying broke off: {0}': 'se interrumpieron los pagos: {0}',
  '! a cash-out waits: {0}': '! un retiro espera: {0}',
  '▸ cash-out #{0} at {1}: {2} paid out for {3}': '▸ retiro n.º {0} en {1}: {2} entregados por {3}',
  '! cash-out #{0} set aside: {1}': '! retiro n.º {0} apartado: {1}',
  '  split #{0}: {1} to clients, {2} commission': '  reparto n.º {0}: {1} a clientes, {2} de comisión',
  '    {0} stay with the operator: deposits cover only part of it':
    '    {0} quedan para el operador: los depósitos cubren solo una parte',
  '{0}, and {1} more': '{0}, y {1} más',
  '  ✔ paid {0} to {1}': '  ✔ pagados {0} a {1}',
  '  … {0} to {1} postponed: {2}': '  … {0} a {1} aplazados: {2}',
  '  ✖ {0} to {1} needs a person: {2}': '  ✖ {0} a {1} en revisión: {2}',
  'client {0}': 'cliente {0}',
  'source wallet, from the treasury': 'billetera de origen, desde la tesorería',
}
