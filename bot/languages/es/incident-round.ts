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
  // INCIDENT_NEGLECTED
  'Incident neglected': 'Incidente desatendido',
  'An incident that nobody works on lasts longer than it has to, while payouts wait or money is in doubt':
    'Un incidente que nadie atiende dura más de lo necesario, mientras los pagos esperan o hay dinero en duda',
  'an open incident has no lead, no update or a phase that takes longer than it may; or nobody has closed it long after it was resolved':
    'un incidente abierto no tiene quien esté al mando, no tiene informe o lleva una fase demasiado larga; o nadie lo cerró mucho después de resolverse',
  'reminds in its thread, a few times; a first phase that takes too long calls the next level':
    'lo recuerda en su hilo, unas pocas veces; si la primera fase tarda demasiado, llama al siguiente nivel',
  'somebody leads, tells how it stands, goes on to the next phase, or closes it':
    'alguien toma el mando, informa cómo está, pasa a la fase siguiente o lo cierra',
  'how long an incident may be without anybody who leads':
    'cuánto tiempo puede estar un incidente sin nadie al mando',
  'how far apart updates may be while it is open':
    'cuánto tiempo puede pasar entre informes mientras está abierto',
  'how long after it was resolved it has to be closed':
    'cuánto tiempo después de resolverse tiene que estar cerrado',
  'nobody leads incident #{0}': 'nadie está al mando del incidente n.º {0}',
  'open for {0} without a lead, limit {1}': 'abierto desde hace {0} sin nadie al mando, límite {1}',
  'Take the lead, or call somebody who does.': 'Tome el mando o llame a quien lo tome.',
  'nobody tells how incident #{0} stands': 'nadie informa cómo está el incidente n.º {0}',
  'no update for {0}, limit {1}': 'sin informe desde hace {0}, límite {1}',
  'Say in three sentences how it stands, what is done, and what is needed.':
    'Diga en tres frases cómo está, qué se hace y qué hace falta.',
  'phase {0} of incident #{1} takes too long': 'la fase {0} del incidente n.º {1} tarda demasiado',
  'under way for {0}, limit {1}': 'en curso desde hace {0}, límite {1}',
  'See what holds it up: the card names the one thing to do now.':
    'Vea qué la detiene: la tarjeta dice lo único que hay que hacer ahora.',
  'incident #{0} is resolved, and nobody has closed it':
    'el incidente n.º {0} está resuelto y nadie lo cerró',
  'resolved {0} ago, limit {1}': 'resuelto hace {0}, límite {1}',
  'Finish the post-mortem and what follows from it, then close it.':
    'Termine el análisis posterior y lo que sigue de él, y ciérrelo.',
  'Incident #{0} has it: its card and its timeline show it.':
    'Lo lleva el incidente n.º {0}: se ve en su tarjeta y en su cronología.',
  // The daily and the weekly report
  '🚒 Incidents': '🚒 Incidentes',
  '#{0} {1} open for {2}': 'n.º {0} {1} abierto desde hace {2}',
  '{0} more open': '{0} más abiertos',
  '#{0} watched until {1}': 'n.º {0} en observación hasta {1}',
  '{0} overdue': 'con plazo vencido: {0}',
  '👀 Incident #{0}: {1}': '👀 Incidente n.º {0}: {1}',
  '👉 Needs you: follow-up #{0}, due {1}: {2}': '👉 Le necesita: tarea n.º {0}, para el {1}: {2}',
  // Incidents that the bot opens
  'opens an incident where it is critical': 'abre un incidente cuando es crítica',
  'incident {0} is open': 'el incidente {0} está abierto',
  'incident {0} was open': 'el incidente {0} ya estaba abierto',
  'The bot opens an incident: "{0}" has what is to be done.':
    'El bot abre un incidente: "{0}" tiene lo que hay que hacer.',
  'The bot opened an incident, or one of the same was open: "{0}" has what is to be done.':
    'El bot abrió un incidente, o ya había uno igual abierto: "{0}" tiene lo que hay que hacer.',
}
