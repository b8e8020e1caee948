/** What drills say: rehearsals in a world of their own. */
export const messages: Readonly<Record<string, string>> = {
  'DRILL · a rehearsal with play money: nothing of it is real':
    'SIMULACRO · un ensayo con dinero de juego: nada de esto es real',
  // the world
  'Nothing is open that could be given back: the bot has not seen it yet, or it is settled.':
    'No hay nada pendiente que se pueda devolver: el bot aún no lo ha visto, o ya está arreglado.',
  'It is settled with the receiver, in cash, and written down: the sats stay where they are.':
    'Está arreglado con quien lo recibió, en efectivo, y anotado: los sats se quedan donde están.',
  'The one who was paid twice pays it back in cash, and it is written down as settled':
    'Quien recibió dos veces lo devuelve en efectivo, y se anota como arreglado',
  'The SSH server in front of Lamassu is started again':
    'Se vuelve a encender el servidor SSH que está delante de Lamassu',
  'The SSH server answers again.': 'El servidor SSH vuelve a responder.',
  'Sats are sent to the source wallet in LNbits': 'Se envían sats a la billetera de origen en LNbits',
  'The source wallet holds 10,000,000 sats more.': 'La billetera de origen tiene 10,000,000 sats más.',
  'Whoever changed the balance in the database takes it back':
    'Quien cambió el saldo en la base de datos lo deja como estaba',
  'The balance is what it was before.': 'El saldo es el que era antes.',
  'Ask around who changed the commission': 'Preguntar quién cambió la comisión',
  'A colleague says: "I tried something in the settings table, and forgot it."':
    'Un compañero dice: "Probé algo en la tabla de ajustes, y se me olvidó."',
  'Read the new admin key of the source wallet in LNbits, into a file on the server':
    'Leer en LNbits la nueva clave de administración de la billetera de origen, en un archivo del servidor',
  'The new key stands in {0}: config rotate source --key-file {1}':
    'La nueva clave está en {0}: config rotate source --key-file {1}',
  // playing
  'The drill says:': 'El simulacro dice:',
  'The drill begins: {0}': 'Empieza el simulacro: {0}',
  'At a terminal a drill is a program of its own: "npx satmachine drill {0}", in another terminal.':
    'En una terminal, un simulacro es un programa aparte: "npx satmachine drill {0}", en otra terminal.',
  'A drill needs a program that stays: start it with "npx satmachine drill {0}", or ask the bot in chat.':
    'Un simulacro necesita un programa que siga abierto: inícielo con "npx satmachine drill {0}", o pídaselo al bot en el chat.',
  'No drill runs here.': 'Aquí no hay ningún simulacro.',
  'No drill runs.': 'No hay ningún simulacro.',
  'No drill runs': 'No hay ningún simulacro',
  'What can be done outside of the bot: write "outside" and the word':
    'Lo que se puede hacer fuera del bot: escriba "outside" y la palabra',
  Word: 'Palabra',
  'What it does': 'Qué hace',
  'Nothing.': 'Nada.',
  'The drill is being prepared: a minute, please.': 'El simulacro se está preparando: un minuto, por favor.',
  'This button is of a drill that is over.': 'Este botón es de un simulacro que ya terminó.',
  'A drill of {0} runs already: end it first with "drill stop".':
    'Ya hay un simulacro de {0}: termínelo primero con "drill stop".',
  'No drill runs: "drill start R3" begins one.': 'No hay ningún simulacro: "drill start R3" empieza uno.',
  'This is a drill already: end it first with "drill stop".':
    'Esto ya es un simulacro: termínelo primero con "drill stop".',
  'A drill was played: {0}': 'Se hizo un simulacro: {0}',
  // commands
  'Play one of the six failures in a world of its own, beside the real one, in this direct message; its end is scored':
    'Ensayar una de las seis fallas en un mundo aparte, junto al real, en este mensaje directo; al final se califica',
  "the handbook's page that is played": 'la página del manual que se ensaya',
  'Play a drill: {0}': 'Hacer un simulacro: {0}',
  'a world of its own, with play money: nothing of the real one is within its reach, and the real work goes on':
    'un mundo aparte, con dinero de juego: nada del real está a su alcance, y el trabajo real sigue',
  'until "drill stop", what is written here goes to the drill, "panic" too; the real bot hears you in every other room':
    'hasta "drill stop", lo que se escriba aquí va al simulacro, también "panic"; el bot real le oye en cualquier otra sala',
  'The drill could not be begun: look into the log.': 'No se pudo empezar el simulacro: mire el registro.',
  'End the drill: its times are scored and kept, its world is removed':
    'Terminar el simulacro: sus tiempos se califican y se guardan, su mundo se borra',
  'End the drill: {0}': 'Terminar el simulacro: {0}',
  'The drill had not begun: nothing was scored': 'El simulacro no había empezado: no se calificó nada',
  'The drill that runs now, where it is played, and what can be done in it outside of the bot':
    'El simulacro en curso, dónde se hace, y lo que se puede hacer en él fuera del bot',
  'The drills that were played, and how they went': 'Los simulacros que se hicieron, y cómo salieron',
  'Drills: {0}': 'Simulacros: {0}',
  Page: 'Página',
  'How it went': 'Cómo salió',
  'None was played yet.': 'Todavía no se ha hecho ninguno.',
  Step: 'Paso',
  Took: 'Duró',
  Within: 'Límite',
  'Nothing was measured.': 'No se midió nada.',
  'A drill runs: {0}': 'Simulacro en curso: {0}',
  Place: 'Lugar',
  "What is written there is of the drill's world alone, and every answer there says DRILL. The real work goes on meanwhile.":
    'Lo que se escriba ahí es solo del mundo del simulacro, y cada respuesta de ahí lo dice. El trabajo real sigue mientras tanto.',
  // the score
  'Drill {0}: {1} of {2} in time': 'Simulacro {0}: {1} de {2} a tiempo',
  'not reached': 'no se llegó',
  Fault: 'Falla',
  Over: 'Fin',
  'First alert': 'Primera alerta',
  'Played by': 'Hecho por',
  'A rehearsal in a world of its own: no real sat, client or address was in it, and its watch took minutes instead of a day.':
    'Un ensayo en un mundo aparte: no hubo en él ningún sat, cliente ni dirección reales, y su vigilancia duró minutos en vez de un día.',
  'Seen by the bot': 'Visto por el bot',
  'Taken by somebody': 'Alguien lo tomó',
  'Payouts stopped': 'Pagos detenidos',
  'Diagnosed right': 'Diagnosticado bien',
  'Put right': 'Arreglado',
  'Books verified': 'Libros verificados',
  'Resumed through the gate': 'Reanudado por la compuerta',
  'Incident closed': 'Incidente cerrado',
}
