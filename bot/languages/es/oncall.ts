export const messages: Readonly<Record<string, string>> = {
  // Help.
  'Who is on call, level by level, whom to call outside, and what is not filled in yet':
    'Quién está de turno, nivel por nivel, a quién llamar afuera, y qué falta por llenar',
  'Fill in whom to call: name, e-mail, phone, hours, and which person of the bot it is':
    'Llenar a quién llamar: nombre, correo, teléfono, horario, y qué persona del bot es',
  'whose contact: a level, or somebody outside': 'el contacto de quién: un nivel, o alguien de afuera',
  'the name; "none" empties any of these': 'el nombre; "none" vacía cualquiera de estos',
  'the e-mail address': 'la dirección de correo',
  'the phone number with the country, such as +50255551234':
    'el número de teléfono con el país, por ejemplo +50255551234',
  'when to call, in words': 'cuándo llamar, en palabras',
  'the person of this bot, by number or name': 'la persona de este bot, por número o por nombre',
  'Take a level of the on-call duty for a while: from now on you are called':
    'Tomar un nivel del turno por un tiempo: desde ahora se le llama a usted',
  'which level of the on-call duty': 'qué nivel del turno',
  'for how long, or until when: 8h, 2026-11-23T08:00; 12h if left out':
    'por cuánto tiempo, o hasta cuándo: 8h, 2026-11-23T08:00; 12h si no se dice',
  'Give a level of the on-call duty to somebody for a while, or back':
    'Dar un nivel del turno a alguien por un tiempo, o devolverlo',
  'to whom, by number or name; "back" to whoever has it ordinarily':
    'a quién, por número o por nombre; "back" a quien lo tiene normalmente',
  'Call somebody now, by every way the bot has; the answer shows the phone number as well':
    'Llamar a alguien ahora, por todos los medios que tiene el bot; la respuesta muestra también el teléfono',
  'what it is about': 'de qué se trata',
  // Whose contact.
  'level 1': 'nivel 1',
  'level 2': 'nivel 2',
  'level 3': 'nivel 3',
  'the Lamassu administrator': 'el administrador de Lamassu',
  'the LNbits infrastructure': 'la infraestructura de LNbits',
  'the accountant': 'la contabilidad',
  nobody: 'nadie',
  name: 'nombre',
  'e-mail': 'correo',
  phone: 'teléfono',
  availability: 'horario',
  person: 'persona',
  Level: 'Nivel',
  Phone: 'Teléfono',
  'E-mail': 'Correo',
  Availability: 'Horario',
  // oncall show.
  'Nobody is on call: level 1 is empty': 'Nadie está de turno: el nivel 1 está vacío',
  '{0} is on call': '{0} está de turno',
  '{0} is on call; {1}: nobody': '{0} está de turno; {1}: nadie',
  '{0} until {1}, instead of {2}': '{0} hasta el {1}, en lugar de {2}',
  '⚠ {0}: {1} missing; to be filled with "{2}"': '⚠ {0}: falta {1}; se llena con "{2}"',
  // oncall set.
  'Change the contact for {0}': 'Cambiar el contacto de {0}',
  'The contact for {0} is changed': 'Se cambió el contacto de {0}',
  'Say what is to be filled in: --name, --email, --phone, --availability or --person.':
    'Diga qué se debe llenar: --name, --email, --phone, --availability o --person.',
  'The contact for {0} is like that already: nothing was changed.':
    'El contacto de {0} ya es así: no se cambió nada.',
  'Names and hours are one line of at most {0} characters.':
    'Los nombres y horarios son una línea de {0} caracteres como máximo.',
  '--email must be an address such as mara@shop.example; "{0}" is not.':
    '--email debe ser una dirección como mara@shop.example; "{0}" no lo es.',
  '--phone must be a number with its country, such as +50255551234; "{0}" is not.':
    '--phone debe ser un número con su país, como +50255551234; "{0}" no lo es.',
  // oncall take, oncall handoff.
  'Take level {0}': 'Tomar el nivel {0}',
  'after: {0}, {1}': 'después: {0}, {1}',
  '{0} has level {1} until {2}': '{0} tiene el nivel {1} hasta el {2}',
  'until {0}': 'hasta el {0}',
  '--{0} must be a time such as 8h, or a moment such as 2026-11-23T08:00; "{1}" is not.':
    '--{0} debe ser un tiempo como 8h, o un momento como 2026-11-23T08:00; "{1}" no lo es.',
  '{0} is over already: give an end that is to come.': '{0} ya pasó: dé un final que esté por venir.',
  'It may last for {0} at most, and {1} is longer.': 'Puede durar {0} como máximo, y {1} es más.',
  '{0} is nobody by name: only somebody who is known to the bot can be called. Link this account with "user invite" and "user pair".':
    '{0} no es nadie con nombre: solo se puede llamar a quien el bot conoce. Vincule esta cuenta con "user invite" y "user pair".',
  '{0} is {1} and could not acknowledge an alert: give the role of operator first, with "user role".':
    '{0} tiene la función de {1} y no podría atender una alerta: dele antes la función de operador, con "user role".',
  'Give level {0} back': 'Devolver el nivel {0}',
  'Hand level {0} over to {1}': 'Entregar el nivel {0} a {1}',
  'Level {0} is back with {1}': 'El nivel {0} vuelve a {1}',
  'Nobody has taken this level: it is with {0} already.': 'Nadie ha tomado este nivel: ya lo tiene {0}.',
  // oncall page.
  'Call {0} ({1}): {2}': 'Llamar a {0} ({1}): {2}',
  'before: not called': 'antes: sin llamar',
  'after: called at once, until it is acknowledged':
    'después: se le llama de inmediato, hasta que se atienda',
  '{0} is called: alert #{1}': 'Se llama a {0}: alerta n.º {1}',
  'none is filled in': 'no se ha llenado ninguno',
  'Without a number nobody can be rung: "{0}".': 'Sin un número no se puede llamar por teléfono: "{0}".',
  'Ring the number yourself if nobody has acknowledged within five minutes.':
    'Llame usted mismo a ese número si en cinco minutos nadie ha atendido.',
  'Nobody is filled in for {0}, so nobody can be called: "{1}".':
    'No se ha llenado a nadie para {0}, así que no se puede llamar a nadie: "{1}".',
  'Somebody is called': 'Se llama a alguien',
  'Somebody needs this person now, and said so': 'Alguien necesita a esta persona ahora, y lo dijo',
  'a person calls somebody with oncall page': 'una persona llama a alguien con oncall page',
  'somebody acknowledges it': 'alguien la atiende',
  '{0} calls {1}: {2}': '{0} llama a {1}: {2}',
  'Say that you have it, then answer {0}.': 'Diga que usted lo atiende, y luego responda a {0}.',
}
