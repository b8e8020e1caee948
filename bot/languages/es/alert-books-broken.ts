/** BOOKS_BROKEN: what a reconciliation has found. */
export const messages: Readonly<Record<string, string>> = {
  'Books do not reconcile': 'Los libros no cuadran',
  'The books and the world can not both be right, and until it is known which is wrong nobody knows what is whose':
    'Los libros y la realidad no pueden estar bien los dos, y mientras no se sepa cuál está mal nadie sabe qué es de quién',
  "a run of the reconciliation, or every minute's look at what changed, has found what no other alert tells of; one alert for each check, critical above the limit":
    'una conciliación, o la revisión de cada minuto de lo que cambió, encontró algo que ninguna otra alerta dice; una alerta por cada revisión, crítica por encima del límite',
  'a newer run of everything, of the same client or of the same cash-out finds it square; what a look of a minute found is looked at again every minute':
    'una conciliación más nueva de todo, del mismo cliente o del mismo retiro lo encuentra cuadrado; lo que encontró la revisión de un minuto se vuelve a revisar cada minuto',
  'more sats than this in doubt are critical': 'más sats en duda que estos son críticos',
  '{0}; {1} in doubt, limit {2}': '{0}; {1} en duda, límite {2}',
  'Find the first entry that is not right and correct it by an entry of its own; then run the reconciliation again: the alert is over when that finds it square.':
    'Busque el primer asiento que no está bien y corríjalo con otro asiento; después vuelva a conciliar: la alerta termina cuando la conciliación lo encuentra cuadrado.',
}
