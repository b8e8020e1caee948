export const messages: Readonly<Record<string, string>> = {
  'What you can ask of the bot, with examples': 'Lo que puede pedirle al bot, con ejemplos',
  'what it is about, such as "deposit"': 'de qué se trata, por ejemplo "deposit"',
  'What you can ask of me': 'Lo que puede pedirme',
  'More about one of them: {0}': 'Para saber más de uno: {0}',
  'What to do now:': 'Qué hacer ahora:',
  'Payouts are paused. See why, put it right, and start them again:':
    'Los pagos están en pausa. Vea por qué, corríjalo y reanúdelos:',
  'Payouts are paused ({0}). Put it right, and start them again:':
    'Los pagos están en pausa ({0}). Corríjalo y reanúdelos:',
  "{0} can't go on without a person. Look at what the wallets say:":
    '{0} a la espera de una persona. Mire qué dicen las billeteras:',
  '{0} set aside for a person to decide:': '{0} a la espera de que alguien decida:',
  '{0} waiting for somebody to confirm:': '{0} a la espera de que alguien confirme:',
  'There is nothing called "{0}" that you can ask for: "{1}" shows what there is.':
    'No hay nada llamado "{0}" que usted pueda pedir: "{1}" muestra lo que hay.',
  'What "{0}" can do': 'Lo que hace "{0}"',
  'for example: {0}': 'por ejemplo: {0}',
  '{0} (if you like)': '{0} (si quiere)',
  'It is done at once.': 'Se hace de inmediato.',
  'You see first what would happen, and say yes.': 'Primero ve lo que pasaría, y dice que sí.',
  'You see first what would happen, and type a word.': 'Primero ve lo que pasaría, y escribe una palabra.',
  'You see first what would happen, and a second person says yes.':
    'Primero ve lo que pasaría, y otra persona dice que sí.',
}
