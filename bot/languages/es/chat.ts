/** What the bot says around every command: questions, confirmations, refusals. */
export const messages: Readonly<Record<string, string>> = {
  'Press one, or write it as your next message.': 'Presione uno, o escríbalo en su próximo mensaje.',
  'Write…': 'Escribir…',
  'Write it as your next message.': 'Escríbalo en su próximo mensaje.',
  Approve: 'Aprobar',
  'Confirm…': 'Confirmar…',
  'Yes, do it': 'Sí, hágalo',
  'Are you sure?': '¿Está seguro?',
  'Type {0}': 'Escriba {0}',
  No: 'No',
  '{0} asks for this. Somebody else has to approve it ({1}) until {2}.':
    '{0} lo pide. Otra persona tiene que aprobarlo ({1}) hasta {2}.',
  'Nobody else can approve this, so it has to wait: type {0} from {1} on, until {2}. Anybody may say no until then.':
    'Nadie más puede aprobarlo, así que debe esperar: escriba {0} a partir de {1} y hasta {2}. Mientras tanto, cualquiera puede decir que no.',
  'To do it, press and type: {0}': 'Para hacerlo, presione y escriba: {0}',
  'Shall I? Until {0}.': '¿Lo hago? Hasta {0}.',
  'Confirmed by {0}, {1}.': 'Confirmado por {0}, {1}.',
  'Confirmed by {0}, {1}: {2}': 'Confirmado por {0}, {1}: {2}',
  '{0} said no, {1}. Nothing was done.': '{0} dijo que no, {1}. No se hizo nada.',
  'Cancelled by {0}, {1}. Nothing was done.': 'Cancelado por {0}, {1}. No se hizo nada.',
  'Its time was over {0}. Nothing was done.': 'Su plazo terminó {0}. No se hizo nada.',
  'This card is old: {0}': 'Esta tarjeta es antigua: {0}',
  'satmachine made a mistake of its own.': 'satmachine cometió un error propio.',
  'Nothing more is known than this: {0}': 'No se sabe más que esto: {0}',
  'By {0}.': 'Por {0}.',
  'By {0}, approved by {1}.': 'Por {0}, aprobado por {1}.',
  'This very request was carried out before: nothing was done again.':
    'Esta misma petición ya se había cumplido: no se repitió nada.',
  'An account was locked for a quarter of an hour: too many things that it may not do':
    'Se bloqueó una cuenta por un cuarto de hora: pidió demasiadas cosas que no le están permitidas',
  'The bot was removed from a room on {0}: nothing is told there any more':
    'Sacaron al bot de una sala en {0}: ahí ya no se avisa nada',
  '{0} is back': '{0} está de vuelta',
  "{0} can't be reached": 'No hay conexión con {0}',
  'You have a part in this, so somebody else has to do it: {0}.':
    'Usted es parte interesada, así que lo debe hacer otra persona: {0}.',
  'I did not understand that: "help" shows what I can do.':
    'No entendí eso: "help" muestra lo que puedo hacer.',
  'This card is old: ask again.': 'Esta tarjeta es antigua: pregunte de nuevo.',
  'This button is not one of mine, or its card is very old.':
    'Este botón no es mío, o su tarjeta es muy antigua.',
  'Type this word as your next message to do it: {0}':
    'Para hacerlo, escriba esta palabra en su próximo mensaje: {0}',
  'There is no command "{0}" any more.': 'El comando "{0}" ya no existe.',
  'The books can\'t be reached at this moment, so nothing was done. "panic" stops all payments even now.':
    'En este momento no hay acceso a los libros, así que no se hizo nada. "panic" detiene todos los pagos incluso ahora.',
  'SANDBOX · play money': 'SANDBOX · dinero de juguete',
  'This version of the program has no "{0}" any more.': 'Esta versión del programa ya no tiene "{0}".',
  'Whoever asked for this may not do it any more: nothing was done.':
    'Quien lo pidió ya no tiene permiso para hacerlo: no se hizo nada.',
  'Only operators may say no to what somebody else asked for.':
    'Solo los operadores pueden decir que no a lo que pidió otra persona.',
  'Only the one who asked for this can confirm it.': 'Solo quien lo pidió puede confirmarlo.',
  'You asked for this yourself: somebody else has to approve it.':
    'Lo pidió usted: otra persona tiene que aprobarlo.',
  'A terminal that is linked to nobody can\'t approve: link it with "user invite" and "user pair".':
    'Una terminal que no está vinculada a nadie no puede aprobar: vincúlela con "user invite" y "user pair".',
  'Approving this needs the role {0}, and yours is {1}.':
    'Para aprobarlo se necesita el rol {0}, y el suyo es {1}.',
  'You have a part in this, so somebody else has to approve it.':
    'Usted es parte interesada, así que lo debe aprobar otra persona.',
  "I don't know you. Ask an owner for a code, and type it to me directly: user pair CODE":
    'No le conozco. Pida un código a un dueño y escríbamelo directamente: user pair CÓDIGO',
  '"{0}" needs the role {1}, and yours is {2}.': 'Para "{0}" se necesita el rol {1}, y el suyo es {2}.',
  '"{0}" is for the server\'s own terminal only.': '"{0}" es solo para la terminal del propio servidor.',
  'Write "{0}" to me directly, where nobody else reads it.':
    'Escríbame "{0}" directamente, donde nadie más lo lea.',
  'Keys never go through a chat: use "{0}" at the server\'s terminal.':
    'Las llaves nunca pasan por un chat: use "{0}" en la terminal del servidor.',
  'There is no request {0}: "approval list" shows which are open.':
    'No hay ninguna petición {0}: "approval list" muestra las que están abiertas.',
  'Things have changed since: here is how they stand now.':
    'Las cosas cambiaron desde entonces: así están ahora.',
  'It is too early: this may be confirmed in {0}.': 'Es demasiado pronto: podrá confirmarse en {0}.',
  'That is not the word: type {0} to do it. Nothing was done.':
    'Esa no es la palabra: escriba {0} para hacerlo. No se hizo nada.',
  'Nobody is paired yet. Tell the bot within ten minutes, in a direct message (Telegram) or in the server (Discord): /user pair {0}':
    'Todavía no hay nadie emparejado. Dígale al bot dentro de diez minutos, en un mensaje directo (Telegram) o en el servidor (Discord): /user pair {0}',
  'Type {0} to do it: ': 'Escriba {0} para hacerlo: ',
  'Do it? (y/N) ': '¿Lo hago? (s/N) ',
  '"{0}" asks for a typed word, and nobody is there to type it: use a terminal or the chat.':
    '"{0}" pide que se escriba una palabra, y no hay nadie para escribirla: use una terminal o el chat.',
  '"{0}" asks for a confirmation, and nobody is there to give it: add --yes when you are sure.':
    '"{0}" pide una confirmación, y no hay nadie para darla: agregue --yes cuando esté seguro.',
  'Things have changed since it was asked for, so nothing was done. Request #{0} stands for how they are now: "approval show {1}".':
    'Las cosas cambiaron desde que se pidió, así que no se hizo nada. La petición n.º {0} muestra cómo están ahora: "approval show {1}".',
  'Request #{0} was decided before, or its time is over: nothing was done.':
    'La petición n.º {0} ya se decidió o su plazo terminó: no se hizo nada.',
  'Nothing was done.': 'No se hizo nada.',
  'The books do not answer.': 'Los libros no responden.',
  'next: {0}': 'sigue: {0}',
  'Request #{0} waits for a second person': 'La petición n.º {0} espera a una segunda persona',
  'Request #{0} has to wait: nobody else is there to approve it':
    'La petición n.º {0} debe esperar: no hay nadie más para aprobarla',
  "It can be approved in the chat or at another person's own terminal, for {0}.":
    'Se puede aprobar en el chat o en la terminal de otra persona, durante {0}.',
  'You can confirm it in {0}, and for {1} from now; anybody may say no until then.':
    'Podrá confirmarla en {0}, y durante {1} desde ahora; mientras tanto, cualquiera puede decir que no.',
  viewer: 'observador',
  operator: 'operador',
  treasurer: 'tesorero',
  owner: 'dueño',
  anyone: 'cualquiera',
}
