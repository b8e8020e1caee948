/** What the bot does by itself in an incident: ticks, reminders, the watch, recurrences, and the alert about neglect. */
export const messages: Readonly<Record<string, string>> = {
  // Ticks and phases
  '✔ {0}: {1}': '✔ {0}: {1}',
  '✘ {0}: {1}': '✘ {0}: {1}',
  '✘ {0}: it has happened again': '✘ {0}: volvió a pasar',
  '⏰ Phase {0} takes longer than its {1}.': '⏰ La fase {0} tarda más de lo previsto ({1}).',
  'immediate actions are not done after {0}': 'las medidas inmediatas no están hechas después de {0}',
  // Reminders
  '⏰ Nobody leads, for {0} now: "incident lead" takes it.':
    '⏰ Nadie está al mando desde hace {0}: "incident lead" lo toma.',
  '⏰ No update for {0}: "incident update" says how it stands, what is done and what is needed.':
    '⏰ Sin informe desde hace {0}: "incident update" dice cómo está, qué se hace y qué hace falta.',
  '⏰ Resolved {0} ago, and not closed: the post-mortem and what follows from it are still to be done ("incident next").':
    '⏰ Resuelto hace {0} y sin cerrar: faltan el análisis posterior y lo que sigue de él ("incident next").',
  'Nobody could be called: from level {0} on nobody is entered ("oncall show").':
    'No se pudo llamar a nadie: desde el nivel {0} no hay nadie anotado ("oncall show").',
  reconciliation: 'conciliación|conciliaciones',
  // The watch
  'Reconciliation #{0} after cash-out #{1}: {2}': 'Conciliación n.º {0} después del retiro n.º {1}: {2}',
  'the books are square': 'los libros cuadran',
  'something is late, and nothing is lost': 'algo viene tarde y no se perdió nada',
  'something does not add up': 'algo no cuadra',
  'alert #{0} {1}: {2}': 'alerta n.º {0} {1}: {2}',
  'reconciliation #{0} does not add up': 'la conciliación n.º {0} no cuadra',
  'It is back: {0}': 'Volvió a pasar: {0}',
  'incident {0} is back: {1}': 'el incidente {0} volvió: {1}',
  'Watched for {0} hours, until {1}: {2} completed, {3} made ({4}), {5}, {6}, {7} of them not square':
    'En observación {0} horas, hasta {1}: {2} completados, {3} hechos ({4}), {5}, {6}, {7} de ellas sin cuadrar',
  // Incidents that the bot opens
  'incident {0} is open': 'el incidente {0} está abierto',
  'incident {0} was open': 'el incidente {0} ya estaba abierto',
  'The bot opens an incident: "{0}" has what is to be done.':
    'El bot abre un incidente: "{0}" tiene lo que hay que hacer.',
  'The bot opened an incident, or one of the same was open: "{0}" has what is to be done.':
    'El bot abrió un incidente, o ya había uno igual abierto: "{0}" tiene lo que hay que hacer.',
}
