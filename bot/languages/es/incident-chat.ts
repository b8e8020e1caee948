export const messages: Readonly<Record<string, string>> = {
  'Incident #{0} is open for it: its card says what comes next.':
    'El incidente n.º {0} está abierto por esto: su tarjeta dice qué sigue.',
  'Everything about it is in its thread: {0}': 'Todo lo del caso está en su hilo: {0}',
  '⛔ Panic': '⛔ Pánico',
  'News of incident #{0}': 'Novedades del incidente n.º {0}',
  '… and {0} before: incident show {1} --timeline': '… y {0} antes: incident show {1} --timeline',
  'Discord does not let the bot {0}.': 'Discord no le permite al bot {0}.',
  'Discord did not take it ({0}).': 'Discord no lo aceptó ({0}).',
  'make a thread here: give it “Create Public Threads”':
    'crear un hilo aquí: dele el permiso “Crear hilos públicos”',
  'pin its card here: give it “Pin Messages”': 'fijar su tarjeta aquí: dele el permiso “Fijar mensajes”',
  'Telegram does not let the bot {0}.': 'Telegram no le permite al bot {0}.',
  'make a topic here: give it “Manage topics”': 'crear un tema aquí: dele el permiso “Gestionar temas”',
  'pin its card here: make it an administrator with “Pin messages”':
    'fijar su tarjeta aquí: hágalo administrador con el permiso “Fijar mensajes”',
}
