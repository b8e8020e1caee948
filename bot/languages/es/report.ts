export const messages: Readonly<Record<string, string>> = {
  '--date must be a day such as 2026-11-21; "{0}" is not.':
    '--date debe ser un día como 2026-11-21; "{0}" no lo es.',
  '--date must not lie in the future; {0} does.': '--date no puede estar en el futuro; {0} lo está.',
  'The digest of a day: whether all is square, what moved, and what needs somebody':
    'El resumen de un día: si todo cuadra, qué se movió y qué necesita a alguien',
  'the day; yesterday unless given': 'el día; ayer si no se indica',
}
