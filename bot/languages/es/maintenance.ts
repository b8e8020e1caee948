export const messages: Readonly<Record<string, string>> = {
  // Help.
  'Mute the alerts of something that is being worked on; what is about money is never muted':
    'Callar las alertas de algo en lo que se está trabajando; lo que trata de dinero nunca se calla',
  'a rule, several with commas between them, or machines, lamassu, wallets, polling, all-but-money':
    'una regla, varias separadas por comas, o machines, lamassu, wallets, polling, all-but-money',
  'for how long: 2h, 1d, at most 7d': 'por cuánto tiempo: 2h, 1d, como máximo 7d',
  'End maintenance before its time: what still fires is told at once':
    'Terminar un mantenimiento antes de tiempo: lo que siga en curso se avisa de inmediato',
  "the maintenance's number": 'el número del mantenimiento',
  'What is being worked on, until when, and which alerts are muted meanwhile':
    'En qué se está trabajando, hasta cuándo, y qué alertas se callan mientras tanto',
  // maintenance start.
  'Start maintenance for {0}: {1}': 'Comenzar un mantenimiento de {0}: {1}',
  'after: muted for {0} from your yes on: {1}': 'después: callan por {0} desde que usted diga que sí: {1}',
  '{0} of them firing now, told again afterwards if it still is so':
    '{0} en curso ahora; después se vuelven a avisar si siguen igual',
  'told all the same, because they are about money: {0}': 'se avisan igual, porque tratan de dinero: {0}',
  'Maintenance #{0} until {1}: {2}': 'Mantenimiento n.º {0} hasta el {1}: {2}',
  Muted: 'Calladas',
  'Told all the same': 'Se avisan igual',
  'There is nothing to mute in "{0}": "alert rules" shows what there is.':
    'No hay nada que callar en "{0}": "alert rules" muestra lo que hay.',
  'Say what is maintained: a rule, several with commas between them, or {0}.':
    'Diga en qué se trabaja: una regla, varias separadas por comas, o {0}.',
  '{0}: about money, or somebody\'s call for help, and maintenance never mutes that. Name the other rules alone; "alert silence" quietens one alert for at most a day.':
    '{0}: trata de dinero, o es la llamada de una persona, y un mantenimiento nunca calla eso. Nombre solo las demás reglas; "alert silence" calla una alerta por un día como máximo.',
  // maintenance end, maintenance list.
  'End maintenance #{0}': 'Terminar el mantenimiento n.º {0}',
  'before: muted {0}': 'antes: calladas {0}',
  'after: told as always: {0}': 'después: se avisan como siempre: {0}',
  'Maintenance #{0} is over: {1}': 'El mantenimiento n.º {0} terminó: {1}',
  'Told as always: {0}': 'Se avisan como siempre: {0}',
  'No maintenance {0} is under way: "maintenance list" shows what is.':
    'No hay ningún mantenimiento {0} en curso: "maintenance list" muestra los que hay.',
  'No maintenance is under way': 'No hay ningún mantenimiento en curso',
  '{0} under way': '{0} en curso',
  'maintenance|maintenances': 'mantenimiento|mantenimientos',
  'Everything is told as always.': 'Todo se avisa como siempre.',
}
