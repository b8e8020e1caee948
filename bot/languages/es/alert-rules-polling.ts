export const messages: Readonly<Record<string, string>> = {
  hour: 'hora|horas',
  poll: 'consulta|consultas',
  'good poll': 'consulta exitosa|consultas exitosas',
  failure: 'falla|fallas',
  note: 'billete|billetes',
  look: 'intento|intentos',

  'No successful poll': 'Ninguna consulta exitosa',
  'What the machines have sold since then has not been paid to anybody':
    'Lo que los cajeros vendieron desde entonces no se le ha pagado a nadie',
  'no poll has succeeded for longer than the limit, whatever the reason, a pause included':
    'ninguna consulta ha tenido éxito por más tiempo que el límite, por la razón que sea, incluida una pausa',
  'goes on trying; the first poll that succeeds takes in everything since the last one':
    'sigue intentando; la primera consulta exitosa registra todo lo ocurrido desde la última',
  'a poll succeeds': 'una consulta tiene éxito',
  'how long there may be no successful poll': 'cuánto tiempo puede pasar sin una consulta exitosa',
  'never since the installation': 'nunca desde la instalación',
  'none since {0}': 'ninguna desde {0}',
  'none for {0}, limit {1}': 'ninguna en {0}, límite {1}',
  'Find out why the polls fail, then poll by hand.':
    'Averigüe por qué fallan las consultas y luego consulte a mano.',
  'Polling was switched off by a person: resume it, or find out why it has to stay off.':
    'Una persona apagó las consultas: reanúdelas, o averigüe por qué deben seguir apagadas.',

  'Polling late': 'Consultas atrasadas',
  'Clients wait for the sats of what is being sold meanwhile':
    'Los clientes esperan los sats de lo que se vende mientras tanto',
  'the last successful poll is older than so many times the interval of the schedule, and than the shortest limit; high after the second limit; not while a person has switched polling off':
    'la última consulta exitosa es más antigua que tantas veces el intervalo del horario, y que el límite más corto; grave después del segundo límite; no mientras una persona tenga apagadas las consultas',
  'two checks in a row find that a poll has succeeded':
    'dos revisiones seguidas encuentran que una consulta tuvo éxito',
  'after how many intervals of the schedule a poll is late':
    'después de cuántos intervalos del horario una consulta está atrasada',
  'a shorter gap than this is never late, however often is polled':
    'un lapso más corto que este nunca es atraso, por más seguido que se consulte',
  'how long there may be no successful poll before the alert is high':
    'cuánto tiempo puede pasar sin una consulta exitosa antes de que la alerta sea grave',
  'the last good one was {0} ago': 'la última exitosa fue hace {0}',
  'nothing: no poll was tried': 'nada: no se intentó ninguna consulta',
  '{0} tried; the last failed: {1}': '{0} sin éxito; la última falló: {1}',
  'No poll was even tried: see whether the bot is well, and poll by hand.':
    'Ni siquiera se intentó una consulta: vea si el bot está bien, y consulte a mano.',

  'Cash-outs missed': 'Retiros perdidos de vista',
  'A cash-out that the books do not know is never paid to anybody':
    'Un retiro que los libros no conocen no se le paga nunca a nadie',
  'Lamassu has dispensed a cash-out that the books do not know after so many successful polls, a cash-out of the books is gone from Lamassu, or the times that the polls looked at do not join':
    'Lamassu entregó un retiro que los libros no conocen después de tantas consultas exitosas, un retiro de los libros ya no está en Lamassu, o los lapsos que vieron las consultas no se tocan',
  'compares all ids both ways every quarter of an hour':
    'compara todos los identificadores en ambos sentidos cada cuarto de hora',
  'the comparison finds nothing missing any more': 'la comparación ya no encuentra nada que falte',
  'how many successful polls a cash-out may be missing for':
    'durante cuántas consultas exitosas puede faltar un retiro',
  'cash-out {0} is not in the books': 'el retiro {0} no está en los libros',
  'cash-out {0} at {1} is not in the books': 'el retiro {0} en {1} no está en los libros',
  'dispensed {0} ago, and unknown after {1} ({2})': 'entregado hace {0}, y desconocido después de {1} ({2})',
  'its amount is not known': 'no se conoce su monto',
  'It asks Lamassu again every few minutes; it pays nothing that no poll has taken in.':
    'Vuelve a preguntar a Lamassu cada pocos minutos; no paga nada que ninguna consulta haya registrado.',
  'Compare both sides, and poll the days around it again.':
    'Compare ambos lados, y vuelva a consultar los días cercanos.',
  '{0} of the books gone from Lamassu': '{0} de los libros ya no están en Lamassu',
  'the first is {0}; none may be gone': 'el primero es {0}; no puede faltar ninguno',
  'Find out whether this is still the same Lamassu server, or one that came back from a backup.':
    'Averigüe si este sigue siendo el mismo servidor Lamassu, o uno restaurado de una copia.',
  'no poll looked at {0} to {1}': 'ninguna consulta vio de {0} a {1}',
  '{0} between two good polls; no gap is allowed':
    '{0} entre dos consultas exitosas; no se permite ningún hueco',
  'All ids are compared within a quarter of an hour; if nothing is missing, this is over.':
    'Todos los identificadores se comparan dentro de un cuarto de hora; si no falta nada, esto termina.',
  'Compare both sides, and poll that time again.': 'Compare ambos lados, y vuelva a consultar ese lapso.',

  'Machine sells nothing': 'El cajero no vende',
  'A machine that looks well and sells nothing is often one that customers cannot use':
    'Un cajero que parece estar bien y no vende suele ser uno que los usuarios no pueden usar',
  'polls succeed, and a machine has had no cash-out for longer than 99 of 100 of its own gaps of the last 180 days, and than the shortest limit':
    'las consultas tienen éxito, y un cajero lleva sin retiros más que 99 de cada 100 de sus propias pausas de los últimos 180 días, y más que el límite más corto',
  'looks at when the machine was last heard of, and at its cash':
    'mira cuándo se supo del cajero por última vez, y su efectivo',
  'the machine sells again, or somebody says that it is closed':
    'el cajero vuelve a vender, o alguien dice que está cerrado',
  'a shorter time without a cash-out is never told': 'un tiempo más corto sin retiros nunca se avisa',
  '{0}, none for {1}': '{0}, ninguno en {1}',
  'last cash-out {0}; limit {1}': 'último retiro {0}; límite {1}',
  'last cash-out {0}; 99 of 100 come within {1}': 'último retiro {0}; 99 de cada 100 llegan dentro de {1}',
  'Try a small cash-out at the machine, or ask the shop whether it is open.':
    'Pruebe un retiro pequeño en el cajero, o pregunte en la tienda si está abierta.',
  'Whether the machine is there could not be seen in Lamassu.':
    'No se pudo ver en Lamassu si el cajero está ahí.',
  'The machine does not answer either: last heard of {0} ago.':
    'El cajero tampoco responde: se supo de él por última vez hace {0}.',
  'The machine answers.': 'El cajero responde.',
  'The machine answers, and has {0}.': 'El cajero responde, y tiene {0}.',

  "Lamassu's database away": 'La base de datos de Lamassu no responde',
  'The bot sees neither what the machines sell nor how they are':
    'El bot no ve lo que venden los cajeros ni cómo están',
  'the last polls, or the last looks between them, all failed at the SSH server or at the database; high after the second limit':
    'las últimas consultas, o los últimos vistazos entre ellas, fallaron todos en el servidor SSH o en la base de datos; grave después del segundo límite',
  'goes on trying, at longer intervals; meanwhile late polls and machines are not told':
    'sigue intentando, a intervalos más largos; mientras tanto no avisa de consultas atrasadas ni de cajeros',
  'two checks in a row find the database readable again':
    'dos revisiones seguidas encuentran que la base de datos se puede leer otra vez',
  'how many failures in a row it takes': 'cuántas fallas seguidas hacen falta',
  'how long it may be away before the alert is high':
    'cuánto tiempo puede faltar antes de que la alerta sea grave',
  'for {0}': 'desde hace {0}',
  '{0} in a row, limit {1}: {2}': '{0} seguidas, límite {1}: {2}',
  'It goes on trying by itself. Nothing is lost: the next good poll takes in what was sold meanwhile.':
    'Sigue intentando por sí solo. No se pierde nada: la próxima consulta exitosa registra lo vendido mientras tanto.',
  'Try the connection, and follow what its sentence says.':
    'Pruebe la conexión, y siga lo que diga su respuesta.',

  'Clocks differ': 'Los relojes difieren',
  'Deposits and cash-outs are put in order by their times: with a wrong clock the wrong clients are paid':
    'Los depósitos y los retiros se ordenan por su hora: con un reloj equivocado se paga a los clientes equivocados',
  "the clock of the books' database or of Lamassu's differs from this machine's by more than the limit, whatever the way there takes":
    'el reloj de la base de datos de los libros o de la de Lamassu difiere del de esta máquina en más que el límite, tarde lo que tarde el camino',
  'they differ by less than the second limit': 'difieren en menos que el segundo límite',
  'by how much two clocks may differ': 'en cuánto pueden diferir dos relojes',
  'below how much they agree again, once they have differed':
    'por debajo de cuánto vuelven a coincidir, una vez que difirieron',
  "the books' database": 'la base de datos de los libros',
  "Lamassu's database": 'la base de datos de Lamassu',
  '{0} is {1} ahead': '{0} va {1} adelantada',
  '{0} is {1} behind': '{0} va {1} atrasada',
  "{0} apart from this machine's clock, limit {1}":
    '{0} de diferencia con el reloj de esta máquina, límite {1}',
  'Set the clocks of all three machines by NTP; add no deposits until they agree.':
    'Ajuste por NTP los relojes de las tres máquinas; no agregue depósitos hasta que coincidan.',

  'Clients paid slowly': 'Los pagos a clientes tardan',
  'Clients wait for their sats, and what makes it slow seldom gets better by itself':
    'Los clientes esperan sus sats, y lo que causa la demora rara vez mejora por sí solo',
  'more than 5 of 100 cash-outs of the last day took longer than the limit, from when they could be paid until all their clients were; high after the second limit; without the time for which payouts were switched off, and without cash-outs on which a person decided meanwhile':
    'más de 5 de cada 100 retiros del último día tardaron más que el límite, desde que se podían pagar hasta que se pagó a todos sus clientes; grave después del segundo límite; sin contar el tiempo en que los pagos estuvieron apagados, ni los retiros que una persona decidió entretanto',
  '95 of 100 are below the limit again': '95 de cada 100 vuelven a estar por debajo del límite',
  'how long 95 of 100 may take': 'cuánto pueden tardar 95 de cada 100',
  'how long 95 of 100 may take before the alert is high':
    'cuánto pueden tardar 95 de cada 100 antes de que la alerta sea grave',
  'fewer cash-outs in a day say nothing about the pace': 'menos retiros en un día no dicen nada del ritmo',
  '95 of 100 take up to {0}': '95 de cada 100 tardan hasta {0}',
  '{0} from detection to payment, limit {1}; {2} in a day, {3} not finished':
    '{0} desde la detección hasta el pago, límite {1}; {2} en un día, {3} sin terminar',
  'Look at the slowest one, and at what the payments wait for.':
    'Mire el más lento, y qué esperan los pagos.',

  'Machine down': 'Cajero caído',
  'A machine that Lamassu does not hear of sells nothing': 'Un cajero del que Lamassu no sabe nada no vende',
  'Lamassu has not heard of a machine for longer than the limit, each machine by itself; high after the second limit; or how the machines are may not be read':
    'Lamassu no sabe de un cajero por más tiempo que el límite, cada cajero por separado; grave después del segundo límite; o no se permite leer cómo están los cajeros',
  'Lamassu hears of the machine again': 'Lamassu vuelve a saber del cajero',
  'how long Lamassu may not hear of a machine': 'cuánto tiempo puede Lamassu no saber de un cajero',
  'how long a machine may be down before the alert is high':
    'cuánto tiempo puede estar caído un cajero antes de que la alerta sea grave',
  'not heard of for {0}, limit {1}': 'sin noticias desde hace {0}, límite {1}',
  'See whether the machine has power and a network; restart it.':
    'Vea si el cajero tiene corriente y red; reinícielo.',
  'the machines cannot be seen': 'no se puede ver a los cajeros',
  '{0} at the machines in vain: {1}': '{0} de ver los cajeros en vano: {1}',
  "Run that statement in Lamassu's database, as its owner.":
    'Ejecute esa instrucción en la base de datos de Lamassu, como su dueño.',
  "Try the connection to Lamassu's database.": 'Pruebe la conexión con la base de datos de Lamassu.',

  'Machine low on cash': 'Cajero con poco efectivo',
  'A machine without notes turns customers away': 'Un cajero sin billetes ahuyenta a los usuarios',
  'a cassette or recycler that is in use holds less than so many percent of what fits in, or fewer notes than the limit, each machine by itself; high when the machine has no notes at all':
    'un casete o reciclador en uso tiene menos que tal porcentaje de lo que cabe, o menos billetes que el límite, cada cajero por separado; grave cuando el cajero no tiene ningún billete',
  'every cassette and recycler holds enough again':
    'todos los casetes y recicladores vuelven a tener suficiente',
  'how full a cassette has to be; 0 counts notes only':
    'qué tan lleno debe estar un casete; 0 cuenta solo los billetes',
  'how many notes a cassette has to hold, however large it is':
    'cuántos billetes debe tener un casete, sea del tamaño que sea',
  'how many notes fit into a cassette': 'cuántos billetes caben en un casete',
  'how many notes fit into a recycler': 'cuántos billetes caben en un reciclador',
  '{0}, limit {1}': '{0}, límite {1}',
  'Refill the machine before it runs dry, and enter the new counts in Lamassu.':
    'Rellene el cajero antes de que se vacíe, e ingrese las nuevas cantidades en Lamassu.',
  'The machine has no notes at all: refill it, and enter the new counts in Lamassu.':
    'El cajero no tiene ningún billete: rellénelo, e ingrese las nuevas cantidades en Lamassu.',
  'recycler {0}': 'reciclador {0}',
  'cassette {0}': 'casete {0}',

  'Cash box': 'Caja de billetes',
  'A full cash box stops a machine from buying, and one that nobody should have opened is a theft':
    'Una caja llena impide que el cajero compre, y una que nadie debía abrir es un robo',
  'as far as Lamassu tells: a cash box holds more notes than the limit, or was taken out or emptied within the last hours, each machine by itself':
    'hasta donde Lamassu lo dice: una caja tiene más billetes que el límite, o se sacó o vació en las últimas horas, cada cajero por separado',
  'the cash box is emptied in Lamassu; an opening is over by itself after the limit':
    'la caja se vacía en Lamassu; una apertura termina sola después del límite',
  'how many notes a cash box may hold': 'cuántos billetes puede tener una caja',
  'for how long an opened cash box is told': 'durante cuánto tiempo se avisa de una caja abierta',
  '{0} in the cash box, limit {1}': '{0} en la caja, límite {1}',
  'Empty the cash box, and enter it in Lamassu.': 'Vacíe la caja, e ingréselo en Lamassu.',
  '{0} · taken out or emptied': '{0} · sacada o vaciada',
  'taken out or emptied at {0}, {1} ago': 'sacada o vaciada el {0}, hace {1}',
  'If nobody of yours did this, call the shop now.':
    'Si no lo hizo nadie de los suyos, llame ya a la tienda.',
}
