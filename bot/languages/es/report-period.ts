export const messages: Readonly<Record<string, string>> = {
  'To clients': 'A clientes',
  House: 'Casa',
  'none was told': 'no se avisó de ninguna',
  '{0} of {1} answered in time': '{0} de {1} atendidas a tiempo',
  'No cash-outs.': 'Ningún retiro.',
  "Clients' money": 'Dinero de los clientes',
  Deposits: 'Depósitos',
  Spent: 'Gastado',
  'No client has had a balance so far.': 'Ningún cliente ha tenido saldo hasta ahora.',
  '{0} to clients, {1} of commission, {2} of fees': '{0} a clientes, {1} de comisión, {2} de cargos',
  Adjustments: 'Ajustes',
  'Received = clients + commission + house, and the balances follow from what moved them ✔':
    'Recibido = clientes + comisión + casa, y los saldos resultan de lo que los movió ✔',
  'The figures do not add up ✘: run "recon run"': 'Las cifras no cuadran ✘: ejecute "recon run"',
  '{0}, {1} to clients': '{0}, {1} a clientes',
  '--month must not lie in the future; {0} does.': '--month no puede estar en el futuro; {0} lo está.',
  'A month for the accountant: each currency and machine, and how the balances went from its beginning to its end':
    'Un mes para el contador: cada moneda y cajero, y cómo fueron los saldos de su inicio a su fin',
  'the month; the last whole one unless given': 'el mes; el último completo si no se indica',
  'Week up to {0}: {1}': 'Semana hasta el {0}: {1}',
  'A week beside the one before it: what moved, by machine, and how the balances went':
    'Una semana junto a la anterior: qué se movió, por cajero, y cómo fueron los saldos',
  'a day of the week that follows it, as the Sunday with which it is over; the newest whole week unless given':
    'un día de la semana siguiente, como el domingo con el que termina; la semana completa más reciente si no se indica',
  '{0}{1} % on the time before': '{0}{1} % sobre el período anterior',
}
