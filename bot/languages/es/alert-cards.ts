export const messages: Readonly<Record<string, string>> = {
  'Take care of it until': 'Atender antes de',
  Runbook: 'Guía',
  'TEST · nothing is wrong': 'PRUEBA · no pasa nada',
  'There is no address "{0}" on {1}.': 'No hay ninguna dirección «{0}» en {1}.',
  '{0} is not connected.': '{0} no está conectado.',
  '{0} is not connected: {1}': '{0} no está conectado: {1}',
  'Discord asks to wait {0} seconds.': 'Discord pide esperar {0} segundos.',
  "Discord can't be reached ({0}): look at this machine's network.":
    'No se puede llegar a Discord ({0}): revise la red de este equipo.',
}
