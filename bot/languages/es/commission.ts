export const messages: Readonly<Record<string, string>> = {
  'All in all {0} too little commission was kept.': 'En total se cobraron {0} de comisión de menos.',
  'All in all {0} too much commission was kept.': 'En total se cobraron {0} de comisión de más.',
  'By the formula': 'Según la fórmula',
  'Is owed': 'Se le debe',
  Kept: 'Cobrado',
  'No client had a part in them.': 'Ningún cliente participó en ellos.',
  'Not computable, a number is missing: {0}.': 'No se puede calcular, falta un número: {0}.',
  Rule: 'Regla',
  Machine: 'Cajero',
  Times: 'Veces',
  'The commission of {0} is right': 'La comisión de {0} es correcta',
  'Too much': 'De más',
  'Work the commission of the newest cash-outs out again: which are off by more than a sat, by how much, and for whom':
    'Calcular de nuevo la comisión de los retiros más recientes: cuáles difieren en más de un sat, en cuánto y para quién',
  'how many of the newest; 20 unless a time is given':
    'cuántos de los más recientes; 20 si no se indica un período',
  '{0} of {1} with a wrong commission': '{0} de {1} con una comisión incorrecta',
  '{0} off by {1}: within the tolerance.': '{0} con {1} de diferencia: dentro de la tolerancia.',
}
