export const messages: Readonly<Record<string, string>> = {
  'Look for cash-outs that are missing from {0} to {1}': 'Buscar los retiros que faltan desde {0} hasta {1}',
  '{0} of any date missing in the books at this moment':
    '{0} de cualquier fecha faltan en los libros en este momento',
  'a poll takes in what it would take in by itself; the rest is listed, and paid only by "tx process"':
    'una consulta registra lo que registraría por sí sola; lo demás se lista, y solo se paga con "tx process"',
  'The poll failed, so that nothing is known to be missing: {0}':
    'La consulta falló, así que no se sabe si falta algo: {0}',
  '--until must be later than --since.': '--until debe ser posterior a --since.',
  'Nothing is missing in that time; {0} taken in by the poll':
    'No falta nada en ese tiempo; {0} por la consulta',
  '{0} missing in that time; {1} taken in by the poll': 'Faltan {0} en ese tiempo; {1} por la consulta',
  'Nothing is missing.': 'No falta nada.',
  '{0} more were not looked at: narrow the dates.': 'Otros {0} no se miraron: acorte las fechas.',
  'Poll, then list what Lamassu dispensed between two dates and the books still lack':
    'Consultar, y luego listar lo que Lamassu entregó entre dos fechas y sigue faltando en los libros',
  'from then on': 'de entonces en adelante',
  'before then; now unless given': 'antes de entonces; si no se indica, ahora',
}
