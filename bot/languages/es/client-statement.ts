export const messages: Readonly<Record<string, string>> = {
  '--month must be a month such as 2026-11; "{0}" is not.':
    '--month debe ser un mes como 2026-11; "{0}" no lo es.',
  '{0}: statement of {1}': '{0}: estado de cuenta de {1}',
  'At the beginning': 'Al inicio',
  Movements: 'Movimientos',
  'Sats received': 'Sats recibidos',
  'At the end': 'Al final',
  'The movements lead from the one balance to the other ✔': 'Los movimientos llevan de un saldo al otro ✔',
  'The movements do not lead from the one balance to the other ✘':
    'Los movimientos no llevan de un saldo al otro ✘',
  "A month of a client's account as a file: every movement with the balance after it":
    'Un mes de la cuenta de un cliente en un archivo: cada movimiento con el saldo que dejó',
  'the month; this one unless given': 'el mes; si no se indica, el actual',
}
