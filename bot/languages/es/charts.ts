/** What is written in charts, and what is said about them. */
export const messages: Readonly<Record<string, string>> = {
  // report chart
  'A picture of the last days: volume, commission, float, a client, or the polls':
    'Una gráfica de los últimos días: volumen, comisión, saldos, un cliente o las consultas',
  'what is shown': 'qué se muestra',
  'whose chart, where it is one of a client': 'de quién es la gráfica, cuando es de un cliente',
  'how many days; more than 31 are shown in weeks': 'cuántos días; más de 31 se muestran por semanas',
  'the picture in dark or light colours': 'la imagen en colores oscuros o claros',
  'Sats distributed': 'Sats repartidos',
  "Clients' deposits and how long they last": 'Depósitos de los clientes y cuánto duran',
  'Polls of Lamassu': 'Consultas a Lamassu',
  '{0}: sats and average cost': '{0}: sats y costo promedio',
  '--client is missing: say whose chart, such as "report chart client --client Ana".':
    'Falta --client: diga de quién es la gráfica, por ejemplo "report chart client --client Ana".',
  'The chart of a client is for operators.': 'La gráfica de un cliente es para operadores.',
  '--client goes with "report chart client" only; this chart is of all of them.':
    '--client solo va con "report chart client"; esta gráfica es de todos.',
  // Drawing.
  'Too many charts are being drawn at this moment: ask again in a minute.':
    'En este momento se están dibujando demasiadas gráficas: pida de nuevo en un minuto.',
  'The chart could not be drawn ({0}). Its figures are not affected; ask again.':
    'No se pudo dibujar la gráfica ({0}). Sus cifras no se ven afectadas; pídala de nuevo.',
  // Days and bars.
  'on {0}': 'el {0}',
  'from {0} to {1}': 'del {0} al {1}',
  'The most was {0} ({1}), the last bar is {2} ({3}).': 'Lo más fue {0} ({1}); la última barra es {2} ({3}).',
  // Volume.
  'Sats distributed by day · {0}': 'Sats repartidos por día · {0}',
  'Sats distributed by week · {0}': 'Sats repartidos por semana · {0}',
  'Nothing was distributed': 'No se repartió nada',
  'Bar chart: nothing was distributed {0}.': 'Gráfica de barras: no se repartió nada {0}.',
  'Bar chart: {0} were distributed to clients {1}, with {2} of commission.':
    'Gráfica de barras: se repartieron {0} entre los clientes {1}, con {2} de comisión.',
  'The dashed line is the median of the seven bars before: {0} at the end.':
    'La línea punteada es la mediana de las siete barras anteriores: {0} al final.',
  'The books, bar by bar: {0} square, {1} late, {2} not square, {3} not known.':
    'Los libros, barra por barra: {0} cuadran, {1} con atraso, {2} no cuadran, {3} no se sabe.',
  'critical alert': 'alerta crítica|alertas críticas',
  '▲ {0}: {1}.': '▲ {0}: {1}.',
  // Commission.
  'Commission in sats by day · {0}': 'Comisión en sats por día · {0}',
  'Commission in sats by week · {0}': 'Comisión en sats por semana · {0}',
  'There was no commission': 'No hubo comisión',
  Effective: 'Efectiva',
  'Effective: from {0} to {1}': 'Efectiva: de {0} a {1}',
  'Bar chart: there was no commission {0}.': 'Gráfica de barras: no hubo comisión {0}.',
  'Bar chart: the commission came to {0} {1}, {2} of what the clients and the house got.':
    'Gráfica de barras: la comisión sumó {0} {1}, el {2} de lo que recibieron los clientes y la casa.',
  // A client.
  Gathered: 'Acumulado',
  'Average cost of a bitcoin': 'Costo promedio de un bitcoin',
  'Nothing was received so far': 'Todavía no se ha recibido nada',
  'Line chart: {0} received nothing up to the end, {1}.':
    'Gráfica de líneas: {0} no recibió nada hasta el final, {1}.',
  'Line chart: {0} had gathered {1} after the first bar and {2} after the last, {3}.':
    'Gráfica de líneas: {0} tenía {1} acumulados tras el primer punto y {2} tras el último, {3}.',
  'They cost {0} in all, which makes an average of {1} for a bitcoin.':
    'Costaron {0} en total, un promedio de {1} por bitcoin.',
  // Polls.
  'Polls that succeeded: {0} · {1}': 'Consultas logradas: {0} · {1}',
  'Bar chart: no poll was due {0}.': 'Gráfica de barras: no tocaba ninguna consulta {0}.',
  'Bar chart: {0} of {1} polls that were due succeeded {2}, which is {3}.':
    'Gráfica de barras: se lograron {0} de {1} consultas que tocaban {2}, es decir, el {3}.',
  'Bar by bar: {0} covered, {1} with gaps, {2} mostly without polls, {3} without any that was due.':
    'Barra por barra: {0} cubiertas, {1} con huecos, {2} casi sin consultas, {3} en que no tocaba ninguna.',
  'The least was {0} ({1}).': 'Lo menos fue {0} ({1}).',
  // Float.
  'Left of the deposits': 'Lo que queda de los depósitos',
  'Left of the deposits: {0}': 'Queda de los depósitos: {0}',
  'The curve is shown {0}.': 'La curva va {0}.',
  'There is no active client.': 'No hay ningún cliente activo.',
  'Nothing was spent lately': 'Nada gastado últimamente',
  'Runs dry first': 'Se agotan primero',
  'and {0} more': 'y {0} más',
  '{0} with nothing left': '{0} sin saldo',
  'besides: {0}': 'además: {0}',
  '{0}: {1} left of the deposits.': '{0}: quedan {1} de los depósitos.',
  'No forecast: nothing was spent on the days that count.':
    'Sin pronóstico: no se gastó nada en los días que cuentan.',
  'At the pace of the last {0} that is {1} days.': 'Al ritmo de los últimos {0}, alcanza para {1} días.',
  'First to run dry: {0}.': 'Se agotan primero: {0}.',
}
