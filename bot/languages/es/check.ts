export const messages: Readonly<Record<string, string>> = {
  'Try everything that money depends on: databases, Lamassu, LNbits, wallets, clock':
    'Probar todo aquello de lo que depende el dinero: bases de datos, Lamassu, LNbits, billeteras y reloj',
  Check: 'Comprobación',
  Found: 'Resultado',
  ms: 'ms',
  'see below': 'vea abajo',
  'There is nothing to check.': 'No hay nada que comprobar.',
  '{0} passed': '{0} sin problemas',
  '{0} of {1} failed: {2}': '{0} de {1} con problemas: {2}',
  lamassu: 'lamassu',
  lnbits: 'lnbits',
  clock: 'reloj',
  'source wallet': 'billetera de origen',
  'commission wallet': 'billetera de comisiones',
  'treasury wallet': 'billetera de tesorería',
  'stuck payments': 'pagos atascados',
}
