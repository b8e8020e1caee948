export const messages: Readonly<Record<string, string>> = {
  'The rooms in which the bot answers, what each is for, and who said so':
    'Las salas en las que responde el bot, para qué es cada una y quién lo dispuso',
  'The rooms of the bot': 'Las salas del bot',
  Where: 'Dónde',
  Room: 'Sala',
  Purpose: 'Función',
  By: 'Por',
  'None is bound: the bot answers in direct messages only.':
    'No hay ninguna asignada: el bot responde solo en mensajes directos.',
}
