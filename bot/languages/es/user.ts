export const messages: Readonly<Record<string, string>> = {
  // Help.
  'Make yourself known with the code that an owner gave you':
    'Darse a conocer con el código que le dio un dueño',
  'the code, which is valid for ten minutes': 'el código, que vale por diez minutos',
  'A one-time code that lets somebody in, or links one more account of somebody who is known':
    'Un código de un solo uso que da acceso a alguien, o vincula otra cuenta de alguien ya conocido',
  'the name by which everybody knows the person': 'el nombre con el que todos conocen a la persona',
  'what the person may do': 'lo que la persona puede hacer',
  'instead: whose account is linked, by number or name':
    'en vez de eso: de quién es la cuenta que se vincula, por número o por nombre',
  'Change what somebody may do': 'Cambiar lo que alguien puede hacer',
  'the person, by number or name': 'la persona, por número o por nombre',
  'Say which client somebody is, so that nobody approves his own money':
    'Decir qué cliente es alguien, para que nadie apruebe su propio dinero',
  'the person is no client': 'la persona no es cliente',
  'The language in which you are answered': 'El idioma en que se le responde',
  'en for English, es for Spanish': 'en para inglés, es para español',
  'Take every account from somebody: none of them may do anything any more':
    'Quitarle a alguien todas sus cuentas: con ninguna podrá hacer nada',
  'Who has access: roles, languages, accounts': 'Quién tiene acceso: funciones, idiomas, cuentas',
  'those whose access was taken away, too': 'también aquellos a quienes se les quitó el acceso',
  'Who you are here, and what you may do': 'Quién es usted aquí, y qué puede hacer',
  // Words.
  English: 'inglés',
  Spanish: 'español',
  'no account': 'ninguna cuenta',
  'no access': 'sin acceso',
  'person|people': 'persona|personas',
  Person: 'Persona',
  Role: 'Función',
  Language: 'Idioma',
  Accounts: 'Cuentas',
  'This account': 'Esta cuenta',
  Platform: 'Plataforma',
  'User id': 'Id de usuario',
  Code: 'Código',
  'Valid until': 'Válido hasta',
  // user pair, user whoami.
  'Link this account with the code': 'Vincular esta cuenta con el código',
  'This account belongs to {0} already: nothing was changed.': 'Esta cuenta ya es de {0}: no se cambió nada.',
  'This code is not valid.': 'Este código no es válido.',
  'Welcome, {0}': 'Bienvenido, {0}',
  'You are {0}': 'Usted es {0}',
  "You are at the server's own terminal": 'Usted está en la terminal del propio servidor',
  "I don't know you yet": 'Todavía no lo conozco',
  'Whoever has the server\'s shell may do everything. To be known by name, link this account: "user invite", then "user pair".':
    'Quien tiene la terminal del servidor puede hacerlo todo. Para que se le conozca por su nombre, vincule esta cuenta: "user invite" y luego "user pair".',
  'Ask an owner for a code, and type it to me directly: user pair, and the code.':
    'Pídale un código a un dueño y escríbamelo en un mensaje directo: user pair, y el código.',
  // user invite.
  'accounts of {0}: {1} → one more': 'cuentas de {0}: {1} → una más',
  'role of {0}: none → {1}': 'función de {0}: ninguna → {1}',
  'whoever says yes is shown a code once; it is valid for ten minutes, for one account':
    'a quien diga que sí se le muestra un código, una sola vez; vale por diez minutos y para una cuenta',
  'Valid for ten minutes, once. To be typed in a direct message to this bot: /user pair {0}':
    'Vale por diez minutos, una sola vez. Se escribe en un mensaje directo a este bot: /user pair {0}',
  "At the server's terminal: satmachine user pair {0}":
    'En la terminal del servidor: satmachine user pair {0}',
  'Give a name and a role, such as "user invite María operator", or --for and somebody who is known.':
    'Dé un nombre y una función, por ejemplo "user invite María operator", o --for y alguien ya conocido.',
  'Invite one more account of {0}': 'Invitar otra cuenta de {0}',
  'Invite {0} as {1}': 'Invitar a {0} como {1}',
  'A name has at most {0} characters.': 'Un nombre tiene {0} caracteres como máximo.',
  '"{0}" is no name for a person: give one with letters, such as María.':
    '"{0}" no es nombre de persona: dé uno con letras, por ejemplo María.',
  'There is a {0} already (#{1}): give a name that tells the two apart, or link one more account with --for.':
    'Ya hay alguien que se llama {0} (#{1}): dé un nombre que los distinga, o vincule otra cuenta con --for.',
  // user role, user revoke.
  'There is nobody called "{0}": "user list" shows who there is.':
    'No hay nadie que se llame "{0}": "user list" muestra quiénes hay.',
  '"{0}" can mean several people: {1}. Say which one by the number, such as {2}.':
    '"{0}" puede ser varias personas: {1}. Diga cuál por su número, por ejemplo {2}.',
  'Change the role of {0}': 'Cambiar la función de {0}',
  'role: {0} → {1}': 'función: {0} → {1}',
  'owners: {0} → {1}': 'dueños: {0} → {1}',
  '{0}: {1} now': '{0}: ahora {1}',
  '{0} has this role already: nothing was changed.': '{0} ya tiene esta función: no se cambió nada.',
  '{0} is the only owner: let another owner in first. Nothing was changed.':
    '{0} es el único dueño: primero dé acceso a otro dueño. No se cambió nada.',
  'Take the access of {0} away': 'Quitarle el acceso a {0}',
  'role: {0} → none': 'función: {0} → ninguna',
  'accounts: {0} → none': 'cuentas: {0} → ninguna',
  '{0} has no access any more': '{0} ya no tiene acceso',
  'There is nobody with the number {0} who has access: nothing was changed.':
    'No hay nadie con el número {0} que tenga acceso: no se cambió nada.',
  // user client.
  'Note that {0} is no client': 'Anotar que {0} no es cliente',
  'Note that {0} is the client {1}': 'Anotar que {0} es el cliente {1}',
  'client: {0} → {1}': 'cliente: {0} → {1}',
  'nobody approves what concerns the client that he is himself':
    'nadie aprueba lo que toca al cliente que es él mismo',
  '{0} is no client': '{0} no es cliente',
  '{0} is the client {1}': '{0} es el cliente {1}',
  'Say which client it is with --client, or --none for none.':
    'Diga qué cliente es con --client, o --none si no es ninguno.',
  'This is so already for {0}: nothing was changed.': 'Para {0} ya es así: no se cambió nada.',
  // user language, user list.
  'Answer {0} in {1}': 'Responderle a {0} en {1}',
  'language: {0} → {1}': 'idioma: {0} → {1}',
  'You are answered in {0} from now on': 'Desde ahora se le responde en {0}',
  'This account is linked to nobody: link it first, with "user invite" and "user pair".':
    'Esta cuenta no está vinculada a nadie: vincúlela primero, con "user invite" y "user pair".',
  'Nobody is known yet: "user invite" gives a code to somebody.':
    'Todavía no se conoce a nadie: "user invite" le da un código a alguien.',
}
