export const messages: Readonly<Record<string, string>> = {
  'Note that {0} are told': 'Anotar que se avisa a {0}',
  "the bot sends nothing: it does not know the clients' addresses. You send the words, and it notes that you did":
    'el bot no envía nada: no conoce las direcciones de los clientes. Usted envía el mensaje, y el bot anota que lo hizo',
  '{0} to tell, noted under your name': '{0} por avisar, anotado a su nombre',
  'Copy each text and send it to the client in the way that you usually reach him.':
    'Copie cada texto y envíelo al cliente por el medio que usa siempre.',
  'At most {0} clients at once; {1} were given.': 'Como máximo {0} clientes a la vez; se dieron {1}.',
  'Write what clients are to be told, ready to be sent by a person, and note who told whom':
    'Redactar lo que se dirá a los clientes, listo para que alguien lo envíe, y anotar quién avisó a quién',
  'one client or several with commas between them, by number or name':
    'un cliente, o varios separados por comas, por número o nombre',
  'what it is about': 'de qué se trata',
}
