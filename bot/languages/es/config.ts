export const messages: Readonly<Record<string, string>> = {
  'Change a setting while the bot runs; the environment, where it says something, wins':
    'Cambiar un ajuste con el bot en marcha; si el entorno dice algo, manda el entorno',
  'The settings in force, each with where it comes from, and the switches':
    'Los ajustes vigentes, cada uno con su origen, y los interruptores',
  'which setting': 'cuál ajuste',
  'the new value': 'el valor nuevo',
  'how the commission of new cash-outs is computed: markup or ticker':
    'cómo se calcula la comisión de los retiros nuevos: markup o ticker',
  'where the sats come from: prefunded source wallet, or a treasury wallet':
    'de dónde salen los sats: la billetera de origen ya cargada (prefunded) o una de tesorería (treasury)',
  'whether clients with a daily limit take part: on or off':
    'si participan los clientes con límite diario: on u off',
  'the zone of the daily limits and of printed times':
    'el huso horario de los límites diarios y de las horas que se muestran',
  'a payment unfinished for longer stops new distributions':
    'un pago sin terminar durante más tiempo detiene los repartos nuevos',
  'attempts without proof before a person has to look':
    'intentos sin prueba antes de que alguien tenga que revisar',
  'how long an invoice must stay dead before a new one is made':
    'cuánto tiempo debe seguir muerta una factura antes de hacer otra',
  'the pace of requests to LNbits, below its own limit':
    'el ritmo de las solicitudes a LNbits, por debajo de su propio límite',
  'how long somebody who has no second person must wait before he can confirm':
    'cuánto debe esperar para confirmar quien no tiene una segunda persona',
  'Change the setting {0}': 'Cambiar el ajuste {0}',
  '{0} is {1} now': '{0} ahora es {1}',
  Before: 'Antes',
  Now: 'Ahora',
  '{0} is set in the environment, to {1}, and the environment wins: change it there and start again.':
    '{0} está definido en el entorno como {1}, y manda el entorno: cámbielo ahí y reinicie.',
  '{0} {1}, such as {2}; "{3}" was given.': '{0} {1}, por ejemplo {2}; se escribió "{3}".',
  '{0} {1}; "{2}" was given.': '{0} {1}; se escribió "{2}".',
  'is not valid': 'no es válido',
  'Cash-outs that were taken in before keep the rule that they were taken in with.':
    'Los retiros registrados antes conservan la regla con la que se registraron.',
  'The daily limits of clients in fixed mode count by this zone from now on.':
    'Desde ahora los límites diarios de los clientes en modo fixed se cuentan según este huso horario.',
  'It counts for cash-outs that are distributed from now on.':
    'Vale para los retiros que se repartan desde ahora.',
  Setting: 'Ajuste',
  Value: 'Valor',
  From: 'Origen',
  Variable: 'Variable',
  'The settings in force': 'Los ajustes vigentes',
}
