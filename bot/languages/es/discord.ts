/** What only Discord's side has to say. */
export const messages: Readonly<Record<string, string>> = {
  OK: 'Bien',
  Attention: 'Atención',
  Problem: 'Problema',
  Note: 'Nota',
  'Next:': 'Después:',
  'Show the answer to everybody in this room': 'Mostrar la respuesta a todos en esta sala',
  '{0} of {1} rows: there is no room for more.': '{0} de {1} filas: no caben más.',
  '{0} of {1} rows; all of them are in {2}.': '{0} de {1} filas; todas están en {2}.',
  "{0} is too large for Discord: run the command on the server's own terminal.":
    '{0} es demasiado grande para Discord: ejecute el comando en la terminal del servidor.',
  'The file is larger than 10 MB: send a smaller one.': 'El archivo pasa de 10 MB: envíe uno más pequeño.',
  'The file could not be fetched from Discord, so nothing was done: send it again.':
    'No se pudo traer el archivo de Discord, así que no se hizo nada: envíelo de nuevo.',
  'That is too much at once: this was not done. Wait for the answers, then ask again.':
    'Es demasiado a la vez: esto no se hizo. Espere las respuestas y pídalo de nuevo.',
  'satmachine made a mistake of its own. Whether anything was done is not known: look before you ask for it again.':
    'satmachine cometió un error propio. No se sabe si se hizo algo: revise antes de pedirlo de nuevo.',
  "The answer can't be shown on Discord. It was given all the same: look before you ask for it again.":
    'La respuesta no se puede mostrar en Discord, pero se dio de todos modos: revise antes de pedirlo de nuevo.',
  'A file of this is private: ask for it in a direct message.':
    'Un archivo de esto es privado: pídalo en un mensaje directo.',
  'Whether Discord has the message is not known ({0}).': 'No se sabe si Discord tiene el mensaje ({0}).',
  "Discord refuses the bot's token ({0}).": 'Discord rechaza el token del bot ({0}).',
  "Discord does not let the bot write there ({0}): look at the room's permissions.":
    'Discord no deja que el bot escriba ahí ({0}): revise los permisos de la sala.',
  'Discord did not take the message ({0}).': 'Discord no aceptó el mensaje ({0}).',
}
