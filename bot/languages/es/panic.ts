export const messages: Readonly<Record<string, string>> = {
  'Stop all payments and polling at once, on every machine':
    'Detener de inmediato todos los pagos y consultas, en todas las máquinas',
  'Stop all payments and polling': 'Detener todos los pagos y consultas',
  'Everything is stopped: nothing is paid and nothing is polled':
    'Todo está detenido: no se paga ni se consulta nada',
  'This machine is stopped; the database could not be told yet':
    'Esta máquina está detenida; todavía no se pudo avisar a la base de datos',
  'A bot on another machine that still reaches the database goes on until it is told: stop it there too. This machine tells the database as soon as it can.':
    'Un bot en otra máquina que todavía alcance la base de datos sigue hasta que se entere: deténgalo también ahí. Esta máquina avisa a la base de datos en cuanto pueda.',
  '1. Look at what is in flight; what left already is looked up, never sent twice.':
    '1. Mire lo que está en camino; lo que ya salió se averigua, nunca se envía dos veces.',
  '2. Find the cause: check all.': '2. Busque la causa: check all.',
  '3. When it is put right, start again on the machine where it was stopped: poll resume. Nothing starts again by itself.':
    '3. Cuando esté corregido, reanude en la máquina donde se detuvo: poll resume. Nada se reanuda solo.',
  "What is in flight is not known while the database can't be read: ask again with status show.":
    'Mientras no se pueda leer la base de datos no se sabe qué está en camino: vuelva a preguntar con status show.',
  'In flight or in doubt': 'En camino o en duda',
  'Not finished': 'Sin terminar',
  'Somebody stopped everything with "panic", and only payouts and polling together start again: poll resume. Nothing was changed.':
    'Alguien detuvo todo con "panic", y solo se reanudan juntos los pagos y las consultas: poll resume. No se cambió nada.',
}
