/** What the commands about incidents say and ask. */
export const messages: Readonly<Record<string, string>> = {
  '--{0} must be a part of the checklist such as stop.polling: "incident show --checklist" names them.':
    '--{0} debe ser un punto de la lista, como stop.polling: "incident show --checklist" los nombra.',
  'No incident is open: "incident open" opens one, "incident list" shows the ones before.':
    'No hay ningún incidente abierto: "incident open" abre uno, "incident list" muestra los anteriores.',
  '{0} incidents are open. Say which one with its number, such as --id {1}:':
    'Hay {0} incidentes abiertos. Diga cuál por su número, por ejemplo --id {1}:',
  "the incident's number, where several are open": 'el número del incidente, si hay varios abiertos',
  "the checklist's part, as the card names it: stop.polling":
    'el punto de la lista, como lo nombra la tarjeta: stop.polling',
  // assess
  'Assess incident #{0}': 'Evaluar el incidente n.º {0}',
  'Answered; it stays {0}': 'Respondido; sigue en {0}',
  'Answered; it is {0} now': 'Respondido; ahora es {0}',
  'The three questions': 'Las tres preguntas',
  'Answer the three questions, one by one or all at once; the higher severity counts':
    'Responder a las tres preguntas, una por una o todas juntas; cuenta la gravedad más alta',
  'is money at risk: paid twice, payments that fail?':
    '¿hay dinero en riesgo: algo pagado dos veces, pagos que fallan?',
  'are clients affected: nothing received, a wrong balance?':
    '¿hay clientes afectados: no recibieron nada, un saldo equivocado?',
  'is the work blocked: no connection, a wallet that refuses?':
    '¿está detenido el trabajo: sin conexión, una billetera que rechaza?',
  // check, uncheck, skip
  'Tick "{0}" of incident #{1}': 'Marcar "{0}" del incidente n.º {1}',
  'Tick a part of the checklist that only a person can know, with a word of evidence':
    'Marcar un punto de la lista que solo una persona puede saber, con una prueba',
  'the evidence: a screenshot, an export, at most 10 MiB':
    'la prueba: una captura de pantalla, una exportación, de 10 MiB como máximo',
  'what was seen or done, and by whom': 'qué se vio o se hizo, y quién',
  'Untick "{0}" of incident #{1}': 'Desmarcar "{0}" del incidente n.º {1}',
  'Take a tick back, or do after all what was left out':
    'Quitar una marca, o retomar lo que se había omitido',
  'Leave out "{0}" of incident #{1}': 'Omitir "{0}" del incidente n.º {1}',
  'Leave out a part of the checklist that does not apply, with the reason':
    'Omitir un punto de la lista que no corresponde, con el motivo',
  'why it does not apply, in three words at least': 'por qué no corresponde, en al menos tres palabras',
  // close, resolve
  'Close incident #{0}': 'Cerrar el incidente n.º {0}',
  'kept open: {0}': 'quedan pendientes: {0}',
  'follow-up': 'tarea|tareas',
  'Incident #{0} is closed': 'El incidente n.º {0} está cerrado',
  'Close it for good; refused with the list of what is open':
    'Cerrarlo definitivamente; si falta algo, se rechaza con la lista',
  'Resolve incident #{0}': 'Dar por resuelto el incidente n.º {0}',
  'Fix: {0}': 'Solución: {0}',
  'after: watched for {0}': 'después: en observación durante {0}',
  'payouts or polling are off: start them again first, with "poll resume"':
    'los pagos o las consultas están detenidos: reanúdelos primero, con "poll resume"',
  'Incident #{0} is resolved, and watched': 'El incidente n.º {0} está resuelto y en observación',
  '{0} leads incident #{1} and says when it is resolved. Take over with "incident lead", if need be.':
    '{0} está al mando del incidente n.º {1} y dice cuándo está resuelto. Si hace falta, tome el mando con "incident lead".',
  'Somebody else': 'Otra persona',
  'Say that it is put right: the root cause and the fix; it is watched for a day from then on':
    'Decir que ya se arregló: la causa y la solución; desde entonces queda un día en observación',
  'what it came from': 'de dónde vino',
  'what it came from, if it is not written down yet': 'de dónde vino, si todavía no está escrito',
  'Nobody has written down the root cause of incident #{0}: "incident cause system …" first, or --root-cause here.':
    'Nadie ha escrito la causa del incidente n.º {0}: primero "incident cause system …", o aquí --root-cause.',
  'Root cause of incident #{0}: {1}': 'Causa del incidente n.º {0}: {1}',
  'The root cause of incident #{0} is written down': 'La causa del incidente n.º {0} está escrita',
  'Write down the root cause, and whether it was a person, our system or something outside':
    'Escribir la causa, y si fue una persona, nuestro sistema o algo de afuera',
  'human a mistake, system our own, external outside':
    'human (un error), system (lo nuestro), external (algo de afuera)',
  'what was done about it': 'qué se hizo para arreglarlo',
  // escalate
  'Call {0} ({1}) for incident #{2}: {3}': 'Llamar a {0} ({1}) por el incidente n.º {2}: {3}',
  '{0} is called for incident #{1}': 'Se llama a {0} por el incidente n.º {1}',
  'No channel reaches anybody at the moment: ring the number yourself, now.':
    'En este momento ningún canal llega a nadie: llame usted al número, ahora.',
  'no number': 'sin número',
  'Call a level for the incident, by every way the bot has; the answer shows the phone numbers as well':
    'Llamar a un nivel por el incidente, por todos los medios del bot; la respuesta muestra también los teléfonos',
  'what for, in one sentence': 'para qué, en una frase',
  'Call level 2…': 'Llamar al nivel 2…',
  // followup
  'List what has to be done': 'Ver qué falta por hacer',
  'Follow-up for {0} until {1}: {2}': 'Tarea para {0} hasta {1}: {2}',
  'Overdue: {0}': 'Atrasadas: {0}',
  'Nothing is overdue': 'No hay nada atrasado',
  Due: 'Para el',
  Incident: 'Incidente',
  'Nothing has to be done.': 'No hay nada por hacer.',
  'done by {0}': 'hecha por {0}',
  'Follow-up #{0} for {1} until {2}': 'Tarea n.º {0} para {1} hasta {2}',
  'A follow-up needs what, who and until when: incident followup add --what "…" --owner Mara --due 2026-11-30':
    'Una tarea necesita qué, quién y para cuándo: incident followup add --what "…" --owner Mara --due 2026-11-30',
  '{0} is over already: give a day that is to come.': '{0} ya pasó: dé un día futuro.',
  'Say which one by its number, such as "incident followup done 4": "incident followup list" shows what is open.':
    'Diga cuál por su número, por ejemplo "incident followup done 4": "incident followup list" muestra lo que falta.',
  'Follow-up #{0} was done before': 'La tarea n.º {0} ya estaba hecha',
  'What has to be done so that it does not happen again: list, add with owner and day, done':
    'Lo que hay que hacer para que no vuelva a pasar: ver, agregar con responsable y día, hecho',
  'list, add or done': 'list (ver), add (agregar) o done (hecho)',
  'which one is done': 'cuál está hecha',
  'what is to be done so that it does not happen again': 'qué hay que hacer para que no vuelva a pasar',
  'who does it, by number or name': 'quién lo hace, por número o nombre',
  'until which day': 'para qué día',
  'how it was done': 'cómo se hizo',
  // lead
  '{0} leads incident #{1}': '{0} está al mando del incidente n.º {1}',
  'This account is linked to nobody, so it is not known who leads. Say the name of somebody who is, such as "incident lead Mara"; or link this account: "user invite Mara --role operator", then "user pair" with the code that it shows.':
    'Esta cuenta no está vinculada a nadie, así que no se sabe quién toma el mando. Diga el nombre de alguien que lo esté, por ejemplo "incident lead Mara"; o vincule esta cuenta: "user invite Mara --role operator", y luego "user pair" con el código que muestra.',
  'Tell {0} what follows.': 'Dígale a {0} lo que sigue.',
  '1. You decide; others do. One thing at a time: the card says which.':
    '1. Usted decide; otros hacen. Una cosa a la vez: la tarjeta dice cuál.',
  '2. Money first: as long as it is in doubt, nothing is paid.':
    '2. Primero el dinero: mientras haya dudas, no se paga nada.',
  '3. Every half an hour an update: what is, what we do, what we need.':
    '3. Cada media hora un informe: qué pasa, qué hacemos, qué necesitamos.',
  '4. Write down what you see with a note; the bot writes down all the rest.':
    '4. Anote con una nota lo que vea; el bot anota todo lo demás.',
  '5. When you need somebody, call the next level. When you go, hand over the lead.':
    '5. Si necesita a alguien, llame al siguiente nivel. Si se va, entregue el mando.',
  'Lead the incident, or say who does; whoever leads gets instructions':
    'Tomar el mando del incidente, o decir quién lo toma; recibe instrucciones',
  'who leads, by number or name; you, if left out':
    'quién toma el mando, por número o nombre; usted, si no se dice',
  // list, note, open
  'No incident is open': 'No hay ningún incidente abierto',
  'Open incidents: {0}': 'Incidentes abiertos: {0}',
  Summary: 'Resumen',
  Standing: 'Cómo va',
  'There never was one.': 'Nunca hubo ninguno.',
  'DRILL · {0}{1}': 'SIMULACRO · {0}{1}',
  'The incidents: those that are open, and the newest before':
    'Los incidentes: los abiertos y los últimos anteriores',
  'Note on incident #{0}': 'Nota al incidente n.º {0}',
  'Noted on incident #{0}': 'Anotado en el incidente n.º {0}',
  'Write something into the timeline, with a file if there is one':
    'Anotar algo en la cronología, con un archivo si lo hay',
  'a screenshot, a log, an export, at most 10 MiB':
    'una captura de pantalla, un registro, una exportación, de 10 MiB como máximo',
  'what was seen or done': 'qué se vio o se hizo',
  'Open an incident: {0}': 'Abrir un incidente: {0}',
  'Incident #{0} is open': 'El incidente n.º {0} está abierto',
  'Incident #{0} is open for this already': 'El incidente n.º {0} ya está abierto por esto',
  'Say in one sentence what is wrong, such as "incident open payments to Ana fail".':
    'Diga en una frase qué pasa, por ejemplo "incident open fallan los pagos a Ana".',
  'Open an incident: a card with the one thing to do now, a checklist, and a timeline of all that happens':
    'Abrir un incidente: una tarjeta con lo que hay que hacer ahora, una lista de control y la cronología de lo que pasa',
  'what is wrong, in one sentence': 'qué pasa, en una frase',
  "the handbook's page, if it is known; it can be said later":
    'la página del manual, si se sabe; se puede decir después',
  'how bad it is; high, or as bad as the alert, if left out':
    'qué tan grave es; high, o lo que diga la alerta, si no se dice',
  'the alert that it is about': 'la alerta de la que se trata',
  // phase, scenario, severity
  'Incident #{0}: phase {1}, {2}': 'Incidente n.º {0}: fase {1}, {2}',
  'before: phase {0}, {1}': 'antes: fase {0}, {1}',
  'Go on to another phase, or back; what of this one is open is shown first':
    'Pasar a otra fase, o volver; primero se muestra lo que falta de esta',
  '1 at once, 2 investigation, 3 recovery, 4 resumption, 5 afterwards':
    '1 primeras medidas, 2 investigación, 3 recuperación, 4 reanudación, 5 después',
  'Incident #{0} is {1}: {2}': 'El incidente n.º {0} es {1}: {2}',
  "Say which of the handbook's pages it is; the steps offered follow from it":
    'Decir de qué página del manual se trata; de ahí salen los pasos que se ofrecen',
  'R1 to R6, R10 the bot itself, other': 'R1 a R6, R10 el propio bot, other (otro)',
  'Set the severity of incident #{0}: {1}': 'Fijar la gravedad del incidente n.º {0}: {1}',
  'Incident #{0} is {1}': 'El incidente n.º {0} es {1}',
  'Say how bad it is: raised at once, lowered after a question':
    'Decir qué tan grave es: sube de inmediato, baja después de preguntar',
  'medium, high or critical': 'medium (media), high (alta) o critical (crítica)',
  // show, snapshot, update
  "An incident's card: how bad, how far, who leads, and the one thing to do now":
    'La tarjeta de un incidente: qué tan grave, cómo va, quién está al mando y qué hay que hacer ahora',
  'with what happened, the newest last': 'con lo que pasó, lo más nuevo al final',
  'with the checklist of all five phases, part by part': 'con la lista de las cinco fases, punto por punto',
  'Keep a snapshot with incident #{0}': 'Guardar el estado del sistema con el incidente n.º {0}',
  'Kept with incident #{0}: {1}': 'Guardado con el incidente n.º {0}: {1}',
  Bytes: 'Bytes',
  'Keep how everything stands now: balances, last cash-out, marks, settings, log; as a file with its hash':
    'Guardar cómo está todo ahora: saldos, último retiro, marcas, ajustes, registro; en un archivo con su huella',
  'Update on incident #{0}': 'Informe del incidente n.º {0}',
  'for the team': 'para el equipo',
  'for the team and level 3, who is called': 'para el equipo y el nivel 3, a quien se llama',
  'Update on incident #{0}: {1}': 'Informe del incidente n.º {0}: {1}',
  'Say how it stands: conditions, actions, needs; the next is due half an hour later':
    'Decir cómo va: situación, qué se hace, qué se necesita; el siguiente toca media hora después',
  'what is: what is known, and what it means': 'la situación: qué se sabe y qué significa',
  'what we do about it': 'qué hacemos al respecto',
  'what we need, and from whom; nothing, if that is so': 'qué necesitamos, y de quién; nada, si es así',
  'stakeholders: level 3 is told as well': 'stakeholders: se avisa también al nivel 3',
}
