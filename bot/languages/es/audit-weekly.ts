export const messages: Readonly<Record<string, string>> = {
  'the audit of the week up to {0} is not signed': 'la auditoría de la semana hasta el {0} no está firmada',
  'the audits of {0} are not signed': 'las auditorías de {0} no están firmadas',
  week: 'semana|semanas',
  'due since {0}, not signed for {1}': 'pendiente desde el {0}, sin firmar desde hace {1}',
  'Look through the checks, poll by hand, and sign.':
    'Revise las comprobaciones, haga una consulta a mano y firme.',
  'Weekly audit due': 'Auditoría semanal pendiente',
  'What nobody looks at for a week can go wrong for a month':
    'Lo que nadie mira en una semana puede ir mal durante un mes',
  'from Sunday 00:00 UTC on the week that is over is not signed; high after the limit':
    'desde el domingo a las 00:00 UTC la semana que terminó no está firmada; alta después del límite',
  'runs the seven checks that need nobody, and keeps what they showed':
    'hace las siete comprobaciones que no necesitan a nadie y guarda lo que mostraron',
  'the newest week is signed': 'la semana más reciente está firmada',
  'how long after the end of the week the alert is high':
    'cuánto después del fin de la semana la alerta es alta',
  '👉 Check {0}: {1}': '👉 Comprobación {0}: {1}',
  '👉 Needs you: poll by hand, look through the checks, and sign the week':
    '👉 Le toca a usted: haga una consulta a mano, revise las comprobaciones y firme la semana',
  'Look and sign': 'Ver y firmar',
  'Poll now': 'Consultar ahora',
  "The week's figures": 'Cifras de la semana',
  '🟢 Week up to {0}: all {1} checks that run themselves are good':
    '🟢 Semana hasta el {0}: las {1} comprobaciones automáticas están bien',
  '🟡 Week up to {0}: {1} of {2} checks to look at':
    '🟡 Semana hasta el {0}: {1} de {2} comprobaciones por revisar',
  '💵 {0} · {1} → {2} to clients': '💵 {0} · {1} → {2} a clientes',
  '🪙 Commission {0}': '🪙 Comisión {0}',
  '🔔 No alert was told': '🔔 No se avisó de ninguna alerta',
  '🔔 Alerts: {0} of {1} answered in time': '🔔 Alertas: {0} de {1} atendidas a tiempo',
  '🔕 In force: {0}, {1}': '🔕 En vigor: {0}, {1}',
  '✅ Nothing is open': '✅ No hay nada abierto',
  '🚨 Open: {0}, {1} of them high or critical': '🚨 Abiertas: {0}, de ellas {1} altas o críticas',
  'Full reconciliation': 'Conciliación completa',
  'Export of all tables': 'Exportación de todas las tablas',
  'Commission wallet against the commission': 'Billetera de comisión contra la comisión',
  'Deposits pending for more than 7 days': 'Depósitos pendientes desde hace más de 7 días',
  'The last 20 cash-outs worked out again': 'Los últimos 20 retiros calculados de nuevo',
  'Connection to Lamassu': 'Conexión con Lamassu',
  'Manual poll from end to end': 'Consulta a mano de principio a fin',
  'Trouble in the log': 'Problemas en el registro',
  '✔ good': '✔ bien',
  '✘ needs a look': '✘ por revisar',
  '? not known': '? no se sabe',
  '… is asked for': '… se pide',
  'nobody has polled by hand since the week was over':
    'nadie ha hecho una consulta a mano desde que terminó la semana',
  'polled by hand at {0}: {1}': 'consulta a mano el {0}: {1}',
  'The week up to {0} is not signed': 'La semana hasta el {0} no está firmada',
  'The newest week is signed': 'La semana más reciente está firmada',
  'Week up to': 'Semana hasta',
  Good: 'Bien',
  Signed: 'Firmado',
  Evidence: 'Evidencia',
  'not yet': 'todavía no',
  'Protocol of': 'Protocolo de',
  As: 'Como',
  'The protocol was not signed so far.': 'El protocolo no se ha firmado hasta ahora.',
  'The audits of the last weeks and the reviews of the protocol: what they showed, and who signed':
    'Las auditorías de las últimas semanas y las revisiones del protocolo: qué mostraron y quién firmó',
  'how many weeks': 'cuántas semanas',
  'Sign the audit of the week up to {0}': 'Firmar la auditoría de la semana hasta el {0}',
  'signed all the same, because: {0}': 'se firma de todos modos, porque: {0}',
  'The audit of the week up to {0} is signed': 'La auditoría de la semana hasta el {0} está firmada',
  Checks: 'Comprobaciones',
  'Not good': 'No están bien',
  'The week up to {0} is signed already: see "audit show".':
    'La semana hasta el {0} ya está firmada: vea "audit show".',
  '--week must be one of the last {0} Sundays, such as {1}; "{2}" is not.':
    '--week debe ser uno de los últimos {0} domingos, como {1}; "{2}" no lo es.',
  'The checks of the week up to {0} were not made: run "audit weekly" first.':
    'Las comprobaciones de la semana hasta el {0} no se hicieron: ejecute primero "audit weekly".',
  'That week has {0} to look at: put right what is wrong and run "audit weekly --again", or say with --accepting why it is signed all the same.':
    'Esa semana tiene {0} por revisar: corrija lo que está mal y ejecute "audit weekly --again", o diga con --accepting por qué se firma de todos modos.',
  "Sign a week's audit, with a word about the manual poll":
    'Firmar la auditoría de una semana, con unas palabras sobre la consulta a mano',
  'how the manual poll from end to end went, in your words':
    'cómo salió la consulta a mano de principio a fin, en sus palabras',
  'why you sign although a check is not good': 'por qué firma aunque una comprobación no está bien',
  'the Sunday with which the week was over; the newest unless given':
    'el domingo con el que terminó la semana; el más reciente si no se indica',
  'system administrator': 'administrador del sistema',
  'technical lead': 'responsable técnico',
  'business owner': 'dueño del negocio',
  'Sign the protocol of {0} as {1}': 'Firmar el protocolo de {0} como {1}',
  'version {0}, with its runbooks, limits and contacts as they are now':
    'versión {0}, con sus guías, límites y contactos como están ahora',
  'note: {0}': 'nota: {0}',
  'The protocol of {0} is signed as {1}': 'El protocolo de {0} está firmado como {1}',
  '{0} of {1} roles': '{0} de {1} firmas',
  Version: 'Versión',
  'The protocol of {0} is signed already as {1}.': 'El protocolo de {0} ya está firmado como {1}.',
  'Sign, once a quarter and role, that the emergency protocol was reviewed and may be worked by':
    'Firmar, una vez por trimestre y función, que el protocolo de emergencia se revisó y se puede trabajar con él',
  'for whom it is signed': 'por quién se firma',
  'what was found, or changed': 'qué se encontró o se cambió',
  'at {0} by {1}': 'el {0} por {1}',
  'Poll by hand, look at what it did, and sign with a word about it: audit sign --evidence "…"':
    'Haga una consulta a mano, mire qué hizo y firme con unas palabras sobre ella: audit sign --evidence "…"',
  'A signed week stays as it is.': 'Una semana firmada queda como está.',
  'The week up to {0} is signed': 'La semana hasta el {0} está firmada',
  'The week up to {0}: all that checks itself is good':
    'La semana hasta el {0}: todo lo que se comprueba solo está bien',
  'The week up to {0}: {1} to look at': 'La semana hasta el {0}: {1} por revisar',
  "The eight checks of Sunday for the week that is over: seven run themselves, the manual poll is a person's":
    'Las ocho comprobaciones del domingo de la semana que terminó: siete se hacen solas, la consulta a mano es de una persona',
  'run the checks anew, although they were run for this week':
    'hacer las comprobaciones de nuevo, aunque ya se hicieron para esta semana',
  "{0}, {1} bytes, on the server's disk": '{0}, {1} bytes, en el disco del servidor',
  'could not be looked at: {0}': 'no se pudo revisar: {0}',
  'nobody looked': 'nadie revisó',
  'run #{0}: {1}, all square': 'conciliación n.º {0}: {1}, todo cuadra',
  'run #{0}: {1} not square': 'conciliación n.º {0}: {1} sin cuadrar',
  'the wallet could not be seen; the books have {0} paid of {1}':
    'no se pudo ver la billetera; los libros tienen {0} pagados de {1}',
  '{0} of commission = {1} paid + {2} under way + {3} given up; the wallet holds {4}':
    '{0} de comisión = {1} pagados + {2} en curso + {3} abandonados; la billetera tiene {4}',
  '{0} pending, {1} of them for more than {2} days': '{0} en espera, de ellos {1} desde hace más de {2} días',
  '{0} worked out again, {1} of them differ': '{0} de nuevo, {1} con diferencia',
  'nothing was counted yet': 'todavía no se contó nada',
  '{0} of trouble in {1}, {2} of them with {3} or more':
    '{0} con problemas en {1}, de ellas {2} con {3} o más',
}
