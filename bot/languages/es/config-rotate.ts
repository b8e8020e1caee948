export const messages: Readonly<Record<string, string>> = {
  "Enter a new key of a wallet, ours or a client's, through a one-time page of the bot or at the terminal; never by chat":
    'Ingresar una clave nueva de una billetera, nuestra o de un cliente, en una página de un solo uso o en la terminal; nunca por chat',
  'source, commission or treasury, or the client, by number or name':
    'source (origen), commission (comisiones) o treasury (tesorería), o el cliente, por número o nombre',
  "at the terminal: a file that holds the wallet's key":
    'en la terminal: un archivo que contiene la clave de la billetera',
  'put the entered key with this number in force: a second person has to agree':
    'empezar a usar la clave ingresada que tiene este número: otra persona debe estar de acuerdo',
  'go back to the old key, as long as the new one has not worked':
    'volver a la clave anterior, mientras la nueva no haya funcionado',
  "--use and --back are for source, commission and treasury: a client's new key is used at once.":
    '--use y --back son para source, commission y treasury: la clave nueva de un cliente se usa de inmediato.',
  '--use and --back say the opposite: give one of them.':
    '--use y --back dicen lo contrario: dé solo una de las dos.',
  'Enter a new key for the {0}': 'Ingresar una clave nueva para la {0}',
  'a key of another wallet is refused: balances and history belong to wallet {0}':
    'se rechaza la clave de otra billetera: los saldos y el historial son de la billetera {0}',
  'nothing uses it before a second person has agreed': 'no se usa hasta que otra persona esté de acuerdo',
  'in use: {0}, {1}': 'en uso: {0}, {1}',
  'entered in the books': 'ingresada en los libros',
  'from the settings': 'de los ajustes',
  'Use the new key {0} for the {1}': 'Usar la clave nueva {0} para la {1}',
  'before: {0} · after: {1}, of the same wallet {2}': 'antes: {0} · después: {1}, de la misma billetera {2}',
  'it was entered by {0}, {1}; it is tried once more': 'la ingresó {0}, {1}; se prueba una vez más',
  'the old key is kept until a payment has gone through with the new one':
    'la clave anterior se conserva hasta que un pago haya pasado con la nueva',
  'every process uses it within a second; what waited for it is tried at once':
    'todos los procesos la usan en menos de un segundo; lo que la esperaba se intenta de inmediato',
  'There is no older key of the {0} to go back to: "config show" says which is in use.':
    'No hay una clave anterior de la {0} a la que volver: "config show" dice cuál está en uso.',
  'Take the new key of the {0} back': 'Retirar la clave nueva de la {0}',
  'the old key is tried first; the new one is erased':
    'primero se prueba la clave anterior; la nueva se borra',
  'The new key of the {0} works, and is not used yet':
    'La clave nueva de la {0} funciona, y todavía no se usa',
  '{0} (number {1})': '{0} (número {1})',
  'It is put in force when a second person agrees. It may be used within a day, once.':
    'Se empieza a usar cuando otra persona esté de acuerdo. Vale un día y una sola vez.',
  'The {0} is opened with the new key now': 'La {0} ya se abre con la clave nueva',
  'The old key is kept until a payment has gone through with this one; until then "config rotate {0} --back" goes back. Write the new key into the settings too once that is so: a database that comes back from a backup may not know it.':
    'La clave anterior se conserva hasta que un pago haya pasado con esta; hasta entonces se vuelve atrás con "config rotate {0} --back". Después escriba la clave nueva también en los ajustes: una base de datos restaurada de un respaldo puede no conocerla.',
  'The {0} is opened with the old key again': 'La {0} se abre otra vez con la clave anterior',
  'The new key was erased.': 'La clave nueva se borró.',
  Unfinished: 'Sin terminar',
  Failed: 'Fallidos',
  'Payouts are paused: they go on with "poll resume".': 'Los pagos están en pausa: siguen con "poll resume".',
  'Begins with': 'Empieza con',
  State: 'Estado',
  '{0} waits for: config rotate {1} --use {2}': '{0} espera: config rotate {1} --use {2}',
  'on trial: {0} is kept until a payment has gone through':
    'a prueba: {0} se conserva hasta que pase un pago',
  'not configured': 'sin configurar',
  'in use': 'en uso',
  // The page for a key.
  "Paste the wallet's new key, as its page in LNbits shows it under API info: the admin key of a wallet that pays, the invoice key of the one that receives the commission. It is tried first, must open the wallet that is on record, and is used only after a second person has agreed.":
    'Pegue la clave nueva de la billetera, tal como la muestra su página en LNbits en API info: la de administrador (admin key) si la billetera paga, la de factura (invoice key) si recibe las comisiones. Primero se prueba, debe abrir la billetera que está registrada, y se usa solo cuando otra persona esté de acuerdo.',
  'New key': 'Clave nueva',
  'The key opens the {0}, and was stored encrypted. Nothing uses it yet: ask the bot for "config rotate {1} --use {2}", and have a second person agree. This page can be closed.':
    'La clave abre la {0} y quedó guardada y cifrada. Todavía no se usa: pídale al bot "config rotate {1} --use {2}", y que otra persona esté de acuerdo. Ya puede cerrar esta página.',
  // Why it is refused.
  "The stored key of the {0} could not be opened: SECRETS_KEY is not the one it was sealed with. Restore the old SECRETS_KEY, or put the wallet's key into the settings, where a changed key wins, and start again.":
    'No se pudo abrir la clave guardada de la {0}: SECRETS_KEY no es la misma con la que se cifró. Recupere la SECRETS_KEY anterior, o ponga la clave de la billetera en los ajustes, donde una clave cambiada manda, y reinicie.',
  'The books know no {0} yet, so there is nothing to compare a key with: put the first key into the settings ({1}) and start again.':
    'Los libros todavía no conocen ninguna {0}, así que no hay con qué comparar la clave: ponga la primera clave en los ajustes ({1}) y reinicie.',
  'This key opens wallet {0}, and the {1} of the books is {2}: balances and history belong to that wallet, so nothing was stored. Give a new key of wallet {3}. To move to another wallet, let everything be paid first, then change {4} in the settings and start again.':
    'Esta clave abre la billetera {0}, y la {1} de los libros es {2}: los saldos y el historial son de esa billetera, así que no se guardó nada. Dé una clave nueva de la billetera {3}. Para pasar a otra billetera, deje que primero se pague todo; después cambie {4} en los ajustes y reinicie.',
  'This is the key that is in use already: nothing was stored.':
    'Esta es la clave que ya está en uso: no se guardó nada.',
  "This key lets LNbits show the {0}, not pay from it: give the wallet's admin key. Nothing was stored.":
    'Con esta clave LNbits muestra la {0}, pero no paga desde ella: dé la clave de administrador (admin key) de la billetera. No se guardó nada.',
  'LNbits says now that this key opens wallet {0}, and not {1} as before: nothing was changed.':
    'LNbits dice ahora que esta clave abre la billetera {0}, y no {1} como antes: no se cambió nada.',
  'There is no key {0} of the {1} that could be put in force: one may be used within a day, once. Enter it with "config rotate {2}".':
    'No hay una clave {0} de la {1} que se pueda empezar a usar: cada una vale un día y una sola vez. Ingrésela con "config rotate {2}".',
  'The key of the {0} that is in use stands in the settings: there is no older one to go back to.':
    'La clave de la {0} que está en uso es la de los ajustes: no hay una anterior a la que volver.',
  'The key of the {0} has worked, so the one before it was erased: enter another one with "config rotate {1}".':
    'La clave de la {0} ya funcionó, así que la anterior se borró: ingrese otra con "config rotate {1}".',
  'Somebody else has just changed the key: look with "config show".':
    'Otra persona acaba de cambiar la clave: véalo con "config show".',
  'There is no older key of the {0}: enter another one with "config rotate {1}".':
    'No hay una clave anterior de la {0}: ingrese otra con "config rotate {1}".',
}
