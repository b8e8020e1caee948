export const messages: Readonly<Record<string, string>> = {
  'Who did what, the newest first, and whether the log is as it was written':
    'Quién hizo qué, lo más reciente primero, y si el registro está como se escribió',
  'only what one person did, by number or name, or as terminal:root':
    'solo lo que hizo una persona, por número o por nombre, o como terminal:root',
  'only commands with this first word, such as deposit':
    'solo los comandos que empiezan con esta palabra, por ejemplo deposit',
  'only from then on': 'solo desde entonces',
  Who: 'Quién',
  Where: 'Dónde',
  Command: 'Comando',
  'Newest seal': 'Sello más reciente',
  action: 'acción|acciones',
  row: 'fila|filas',
  block: 'bloque|bloques',
  'Nothing was done that fits.': 'No se hizo nada que coincida.',
  'not finished': 'sin terminar',
  '{0}, approved by {1}': '{0}, aprobado por {1}',
  'The log is whole: {0} in {1}': 'El registro está íntegro: {0} en {1}',
  '✘ The log was tampered with, from block {0} on: {1}':
    '✘ El registro fue alterado, desde el bloque {0}: {1}',
  'the block is missing': 'falta el bloque',
  'the block was added': 'el bloque fue agregado',
  'the block is not the one that was sealed': 'el bloque no es el que se selló',
  'the block itself was changed': 'el bloque mismo fue cambiado',
  'its link to the block before is broken': 'su enlace con el bloque anterior está roto',
  'the block is out of order': 'el bloque está fuera de orden',
  'a row was added': 'se agregó una fila',
  'a row is missing': 'falta una fila',
  'rows are missing at its end': 'faltan filas al final',
  'a row was changed': 'se cambió una fila',
  'There is no action {0} to be finished.': 'No hay ninguna acción {0} por terminar.',
}
