/** The card of an incident, and what the desk says about it. */
export const messages: Readonly<Record<string, string>> = {
  // alerts/compose, help
  'Open incident': 'Abrir incidente',
  'Incident #{0} is open ({1}). Now: {2}': 'El incidente n.º {0} está abierto ({1}). Ahora: {2}',
  // The card
  '👉 Now': '👉 Ahora',
  '✅ CLOSED': '✅ CERRADO',
  DRILL: 'SIMULACRO',
  '👀 watched': '👀 en observación',
  'Incident #{0}': 'Incidente n.º {0}',
  Phase: 'Fase',
  Lead: 'Al mando',
  '⚠ nobody yet: "incident lead"': '⚠ nadie todavía: "incident lead"',
  Impact: 'Alcance',
  'Watched until': 'En observación hasta',
  'It came back': 'Volvió a pasar',
  'Last update': 'Último informe',
  Called: 'Llamados',
  'up to level {0}': 'hasta el nivel {0}',
  Opened: 'Abierto',
  Resolved: 'Resuelto',
  Closed: 'Cerrado',
  'Root cause': 'Causa',
  Fix: 'Solución',
  '⏰ was to be over {0}': '⏰ debía terminar {0}',
  'to be over {0}': 'debe terminar {0}',
  'Checklist of this phase: {0}/{1}': 'Lista de esta fase: {0}/{1}',
  'I lead': 'Yo tomo el mando',
  'Update…': 'Informe…',
  'Note…': 'Nota…',
  'Whole checklist': 'Toda la lista',
  'Money at risk: yes': 'Dinero en riesgo: sí',
  'Money at risk: no': 'Dinero en riesgo: no',
  'Clients affected: yes': 'Clientes afectados: sí',
  'Clients affected: no': 'Clientes afectados: no',
  'Work blocked: yes': 'Trabajo detenido: sí',
  'Work blocked: no': 'Trabajo detenido: no',
  'Follow-up…': 'Tarea pendiente…',
  Close: 'Cerrar',
  'Resolved…': 'Resuelto…',
  Card: 'Tarjeta',
  // Words
  'Processed or paid twice': 'Procesado o pagado dos veces',
  "Lamassu can't be reached": 'No hay conexión con Lamassu',
  'Payments fail or are stuck': 'Pagos que fallan o no avanzan',
  'A balance is off': 'Un saldo no cuadra',
  'A commission is wrong': 'Una comisión está mal',
  'A wallet key is refused or changed': 'La clave de una billetera fue rechazada o cambió',
  'The bot itself': 'El propio bot',
  'Not known yet': 'Todavía no se sabe',
  watched: 'en observación',
  'Immediate actions': 'Primeras medidas',
  Investigation: 'Investigación',
  Recovery: 'Recuperación',
  Resumption: 'Reanudación',
  Afterwards: 'Después',
  "somebody's mistake": 'un error de alguien',
  'our own system': 'nuestro propio sistema',
  'something outside': 'algo de afuera',
  // Steps
  'Incident {0} was closed {1}: open another one with "incident open".':
    'El incidente {0} se cerró {1}: abra otro con "incident open".',
  'Money at risk: {0}; clients affected: {1}; work blocked: {2}':
    'Dinero en riesgo: {0}; clientes afectados: {1}; trabajo detenido: {2}',
  'not answered': 'sin respuesta',
  no: 'no',
  'Severity: {0} → {1}': 'Gravedad: {0} → {1}',
  'Scenario {0}: {1}': 'Escenario {0}: {1}',
  '{0} leads': '{0} está al mando',
  'Phase {0}: {1}': 'Fase {0}: {1}',
  '{0} {1}: {2} of 100': '{0} {1}: {2} de 100',
  'Diagnosed: {0}': 'Diagnóstico: {0}',
  'Impact: {0}, {1}; {2} too much, {3} missing, {4} in doubt':
    'Alcance: {0}, {1}; {2} de más, {3} de menos, {4} en duda',
  'Root cause: {0}': 'Causa: {0}',
  'Update for the team': 'Informe para el equipo',
  'Update for the team and those responsible': 'Informe para el equipo y los responsables',
  'Conditions: {0}': 'Situación: {0}',
  'Actions: {0}': 'Qué hacemos: {0}',
  'Needs: {0}': 'Qué necesitamos: {0}',
  'Payouts go on, through the gate; watched until {0}':
    'Los pagos siguen, con todo en orden; en observación hasta {0}',
  'Payouts go on although the gate is shut; watched until {0}':
    'Los pagos siguen aunque no todo está en orden; en observación hasta {0}',
  'Resolved; watched until {0}': 'Resuelto; en observación hasta {0}',
  // Parts of the checklist
  'The checklist has no part "{0}": "incident show" names them, such as {1}.':
    'La lista no tiene ningún punto "{0}": "incident show" los nombra, por ejemplo {1}.',
  '"{0}" can mean several parts: {1}. Say which one.': '"{0}" puede ser varios puntos: {1}. Diga cuál.',
  '"{0}" needs a word of evidence: what was seen or done, and by whom. For example: "incident check {1} …".':
    '"{0}" necesita una prueba: qué se vio o se hizo, y quién. Por ejemplo: "incident check {1} …".',
  '"{0}" is ticked already: {1}.': '"{0}" ya está marcado: {1}.',
  '"{0}" is ticked by what the bot sees, and it does not see it yet: {1}. Where that can\'t be: "incident skip {2} …" with the reason.':
    '"{0}" se marca por lo que ve el bot, y todavía no lo ve: {1}. Si no es posible: "incident skip {2} …" con el motivo.',
  '"{0}" is not ticked by anybody: nothing was changed.': 'Nadie ha marcado "{0}": no se cambió nada.',
  'Leaving out "{0}" needs a reason that says more than "{1}": three words at least.':
    'Para omitir "{0}" hace falta un motivo que diga más que "{1}": al menos tres palabras.',
  'Left out: {0}': 'Omitido: {0}',
  // The desk
  'File {0}': 'Archivo {0}',
  'Incident {0} is resolved already, and watched.': 'El incidente {0} ya está resuelto y en observación.',
  'There is no incident {0}: "incident list" shows which there are.':
    'No hay ningún incidente {0}: "incident list" muestra cuáles hay.',
  'Opened: {0} {1}, {2}': 'Abierto: {0} {1}, {2}',
  'The snapshot could not be taken: {0}': 'No se pudo guardar el estado del sistema: {0}',
  'Snapshot of the system: {0}': 'Estado del sistema: {0}',
  'Nobody is entered as {0}, so nobody can be called: "oncall show" has the others\' numbers, "oncall set {1}" fills it in.':
    'No hay nadie inscrito en {0}, así que no se puede llamar a nadie: "oncall show" tiene los números de los demás, "oncall set {1}" lo completa.',
  'Level {0} is called: alert #{1}': 'Se llama al nivel {0}: alerta n.º {1}',
  'It is not resolved while payouts or polling are off: start them again with "poll resume", through the gate.':
    'No está resuelto mientras los pagos o las consultas estén detenidos: reanúdelos con "poll resume".',
  'Incident {0} changed just now: look at it, and close it again.':
    'El incidente {0} acaba de cambiar: revíselo y vuelva a cerrarlo.',
  'There is nobody with number {0} to do it: "user list" shows who there is.':
    'No hay nadie con el número {0} que lo haga: "user list" muestra quiénes hay.',
  // Closing
  'it is not resolved: "incident resolve --root-cause … --fix …"':
    'no está resuelto: "incident resolve --root-cause … --fix …"',
  'it is watched until {0}': 'está en observación hasta {0}',
  'its root cause is not written down': 'no se ha escrito su causa',
  'nothing is to be done so that it does not happen again: "incident followup add …"':
    'no hay ninguna tarea para que no vuelva a pasar: "incident followup add …"',
  'phase {0}, {1}: {2}': 'fase {0}, {1}: {2}',
  "Incident {0} can't be closed yet. Still open:": 'El incidente {0} todavía no se puede cerrar. Falta:',
  'Phase {0} has to wait: recovery is not done. What can\'t be is left out with a reason ("incident skip …"). Still open:':
    'La fase {0} tiene que esperar: la recuperación no está terminada. Lo que no se pueda hacer se omite con un motivo ("incident skip …"). Falta:',
  // Store and timeline
  'Follow-up #{0} until {1}': 'Tarea n.º {0} hasta {1}',
  'Follow-up #{0} is done': 'La tarea n.º {0} está hecha',
  'Alert #{0}: {1}': 'Alerta n.º {0}: {1}',
  'it fires': 'salta',
  'it is worse': 'empeora',
  'it is back': 'vuelve',
  'the acknowledgement ended': 'la confirmación terminó',
  'the bot could not stop something': 'el bot no pudo detener algo',
  'somebody was called': 'se llamó a alguien',
  '"{0}": refused': '"{0}": rechazado',
  '"{0}": not finished': '"{0}": sin terminar',
  '"{0}": done': '"{0}": hecho',
  'Reconciliation #{0}: the books are square': 'Conciliación n.º {0}: los libros cuadran',
  'Reconciliation #{0}: something is late': 'Conciliación n.º {0}: algo se retrasa',
  'Reconciliation #{0}: something does not add up': 'Conciliación n.º {0}: algo no cuadra',
}
