export const messages: Readonly<Record<string, string>> = {
  // The command.
  'What happened, who did what, what it cost and why, as a paper to sign; with --well and --better it is reviewed':
    'Qué pasó, quién hizo qué, cuánto costó y por qué, en un documento para firmar; con --well y --better queda revisado',
  'asks for what went well and what could be better': 'pregunta qué salió bien y qué se puede mejorar',
  'with --better, the review: what went well': 'con --better, la revisión: qué salió bien',
  'with --well, the review: what could be better': 'con --well, la revisión: qué se puede mejorar',
  "with the clients' full names, to you alone; else by initials":
    'con los nombres completos de los clientes, solo para usted; si no, con iniciales',
  'of the paper; yours unless given': 'del documento; el suyo si no se indica',
  'Write the postmortem of incident #{0}': 'Escribir el informe final del incidente n.º {0}',
  'Review the postmortem of incident #{0}': 'Revisar el informe final del incidente n.º {0}',
  'went well: {0}': 'salió bien: {0}',
  'could be better: {0}': 'se puede mejorar: {0}',
  'A review says both what went well and what could be better: incident postmortem --well "…" --better "…"':
    'Una revisión dice las dos cosas, qué salió bien y qué se puede mejorar: incident postmortem --well "…" --better "…"',
  'kept open': 'quedan pendientes',
  'Read it, and say in your own words what went well and what could be better.':
    'Léalo y diga con sus propias palabras qué salió bien y qué se puede mejorar.',
  'The postmortem of incident #{0} is reviewed, and kept':
    'El informe final del incidente n.º {0} está revisado y guardado',
  'Postmortem of incident #{0}': 'Informe final del incidente n.º {0}',
  'Postmortem of incident #{0}: a draft': 'Informe final del incidente n.º {0}: borrador',
  'Reviewed: what went well': 'Revisado: qué salió bien',
  'Reviewed: what could be better': 'Revisado: qué se puede mejorar',
  // The evidence.
  'Everything about an incident in one zip: postmortem, timeline, its files, the books of those days, and their sums':
    'Todo lo de un incidente en un zip: informe final, cronología, sus archivos, los libros de esos días y sus sumas',
  'Export the evidence of incident #{0}': 'Exportar las pruebas del incidente n.º {0}',
  'postmortem and timeline, {0} of the incident, and the books from {1} up to {2}':
    'informe final y cronología, {0} del incidente, y los libros desde {1} hasta {2}',
  file: 'archivo|archivos',
  "it holds clients' names and accounts: give it to nobody who need not have it":
    'contiene nombres y cuentas de clientes: no se lo dé a nadie que no lo necesite',
  'The timeline has more than {0} lines: use "export audit".':
    'La cronología tiene más de {0} líneas: use "export audit".',
  'The evidence of incident #{0} is exported': 'Las pruebas del incidente n.º {0} están exportadas',
  "It is larger than 8 MB, which is the most that goes through a chat: fetch it from the server's disk.":
    'Pesa más de 8 MB, que es lo máximo que pasa por un chat: búsquelo en el disco del servidor.',
  'File {0} of the incident is not what was kept: its SHA-256 is {1}, and {2} stands in the books. Compare with a backup.':
    'El archivo {0} del incidente no es el que se guardó: su SHA-256 es {1}, y en los libros está {2}. Compárelo con una copia de seguridad.',
  // The paper's chapters.
  'How long each phase took': 'Cuánto duró cada fase',
  'Who did what': 'Quién hizo qué',
  'Cause and fix': 'Causa y solución',
  'What went well': 'Qué salió bien',
  'What could be better': 'Qué se puede mejorar',
  'So that it does not happen again': 'Para que no vuelva a pasar',
  'The books before and after': 'Los libros antes y después',
  Checklist: 'Lista de control',
  Files: 'Archivos',
  Timeline: 'Cronología',
  'When it happened': 'Cuándo pasó',
  // Its head, and its times.
  Scenario: 'Escenario',
  'This paper': 'Este documento',
  reviewed: 'revisado',
  'a draft that nobody has reviewed so far': 'un borrador que nadie ha revisado todavía',
  Written: 'Escrito',
  'Since detected': 'Desde que se detectó',
  Detected: 'Detectado',
  Acknowledged: 'Atendido',
  Stopped: 'Detenido',
  Resumed: 'Reanudado',
  Reviewed: 'Revisado',
  Began: 'Empezó',
  Took: 'Duró',
  '⏰ longer than it may': '⏰ más de lo previsto',
  'so far': 'hasta ahora',
  // Who did what.
  led: 'dirigió',
  'opened it': 'lo abrió',
  'ticked: {0}': 'marcó: {0}',
  'left out: {0}': 'omitió: {0}',
  'called others': 'llamó a otros',
  'started payouts again': 'reanudó los pagos',
  'resolved it': 'lo resolvió',
  'reviewed this': 'revisó este documento',
  'closed it': 'lo cerró',
  // What it comes to.
  'Payouts rested': 'Pagos detenidos durante',
  Clients: 'Clientes',
  'Paid too much': 'Pagado de más',
  Missing: 'Falta',
  'Balances, {0}': 'Saldos, {0}',
  'Worked out': 'Calculado',
  Kind: 'Tipo',
  'Nothing so far.': 'Nada todavía.',
  'Nobody has taken anything on so far.': 'Nadie se ha encargado de nada todavía.',
  Done: 'Hecho',
  // The records.
  '{0}: {1} broken, {2} late': '{0}: {1} con error, {2} con atraso',
  After: 'Después',
  '✔ seen by the bot': '✔ visto por el bot',
  '✔ said by a person': '✔ dicho por una persona',
  '↷ left out': '↷ omitido',
  '– not needed': '– no hace falta',
  '☐ open': '☐ pendiente',
  'Phase {0}': 'Fase {0}',
  Part: 'Parte',
  'What shows it': 'Qué lo muestra',
  'None.': 'Ninguno.',
  'Only the newest are here: the rest is in "audit log" and "alert show".':
    'Aquí están solo las más recientes: el resto está en "audit log" y "alert show".',
  'Local time': 'Hora local',
  Name: 'Nombre',
  Signature: 'Firma',
  Date: 'Fecha',
  'System administrator': 'Administrador del sistema',
  'Technical lead': 'Responsable técnico',
  'Business owner': 'Dueño del negocio',
  // What the facts say.
  'No alert told of it: it was seen by a person, or there would be no incident.':
    'Ninguna alerta avisó: lo vio una persona, o no habría incidente.',
  'An alert told of it first: #{0}.': 'Una alerta avisó primero: n.º {0}.',
  'The first alert, #{0}, came {1} after somebody had seen it.':
    'La primera alerta, n.º {0}, llegó {1} después de que alguien lo viera.',
  'Nobody said that it was his to deal with.': 'Nadie dijo que se encargaba.',
  'Somebody had taken it on after {0}.': 'Alguien se encargó a los {0}.',
  'Everything was stopped after {0}.': 'Todo estaba detenido a los {0}.',
  'Phase {0}: {1}, of {2} that it may take.': 'Fase {0}: {1}, de {2} previstos.',
  'The bot had to remind people {0}.': 'El bot tuvo que recordarlo {0}.',
  'Left out of the checklist: {0}.': 'Omitido de la lista de control: {0}.',
  'Payouts went on although the gate was shut: {0}':
    'Los pagos siguieron aunque la puerta estaba cerrada: {0}',
  'It came back {0}.': 'Volvió a pasar {0}.',
  'It did not come back while it was watched.': 'No volvió a pasar mientras se vigilaba.',
  'The books were not reconciled since it began.': 'Los libros no se han conciliado desde que empezó.',
  'The books are square afterwards: reconciliation #{0}.':
    'Los libros cuadran después: conciliación n.º {0}.',
  'The books are not square afterwards: reconciliation #{0}.':
    'Los libros no cuadran después: conciliación n.º {0}.',
}
