/** What the engine refuses, and why. */
export const messages: Readonly<Record<string, string>> = {
  'Another client in {0} already has this wallet: every client needs a wallet of his own.':
    'Otro cliente en {0} ya tiene esta billetera: cada cliente necesita una propia.',
  'There is no client #{0}.': 'No hay ningún cliente n.º {0}.',
  "This key opens wallet {0}, and the client's wallet is {1}: a key of the wrong wallet. Payments that are under way belong to the old wallet, so nothing was changed.":
    'Esta clave abre la billetera {0}, y la del cliente es {1}: es la clave de otra billetera. Los pagos en curso pertenecen a la billetera anterior, así que no se cambió nada.',
  'No LNbits is configured: set LNBITS_URL, so that the key can be tried before it is stored.':
    'No hay LNbits configurado: defina LNBITS_URL, para poder probar la clave antes de guardarla.',
  "SECRETS_KEY is not set: without it a client's key can't be stored safely. Make one with: openssl rand -base64 32":
    'Falta SECRETS_KEY: sin ella no se puede guardar con seguridad la clave de un cliente. Genere una con: openssl rand -base64 32',
  '{0}. Nothing was stored.': '{0}. No se guardó nada.',
  "This is the wallet's admin key, which could spend the client's sats: give its invoice key. Nothing was stored.":
    'Esta es la clave de administración de la billetera, que podría gastar los sats del cliente: dé la clave de factura. No se guardó nada.',
  "This key opens wallet {0}, which is one of the operator's own: a key of the wrong wallet. Nothing was stored.":
    'Esta clave abre la billetera {0}, que es una de las del operador: es la clave de otra billetera. No se guardó nada.',
  'No LNbits is configured: set LNBITS_URL and LNBITS_SOURCE_ADMIN_KEY.':
    'No hay LNbits configurado: defina LNBITS_URL y LNBITS_SOURCE_ADMIN_KEY.',
  'it is finished, or a worker has it in hand at this moment':
    'ya terminó, o un proceso lo tiene en sus manos en este momento',
  'a key of one of its wallets is missing': 'falta la clave de una de sus billeteras',
  "the wallets can't be read ({0}); look again in a minute":
    'no se pueden leer las billeteras ({0}); vuelva a mirar en un minuto',
  'the paying wallet was debited, and the receiver\'s wallet can\'t be read: enter its key again with "client set-key"':
    'se cargó a la billetera que paga, y la del destinatario no se puede leer: ingrese de nuevo su clave con "client set-key"',
  'the paying wallet was debited and the receiver was not credited: paying again would pay twice. Have LNbits repaired':
    'se cargó a la billetera que paga y no se abonó al destinatario: pagar otra vez sería pagar dos veces. Haga reparar LNbits',
  'the payment is under way in LNbits; look again in a minute':
    'el pago está en curso en LNbits; vuelva a mirar en un minuto',
  'the receiver\'s wallet can\'t be read; enter its key again with "client set-key"':
    'la billetera del destinatario no se puede leer; ingrese de nuevo su clave con "client set-key"',
  'the invoice was paid from another wallet; nothing is owed on it':
    'la factura se pagó desde otra billetera; ya no se debe nada por ella',
  "the wallets' rows contradict the books; nothing may be sent before a person has understood why":
    'las filas de las billeteras contradicen los libros; no se puede enviar nada antes de que alguien haya entendido por qué',
  'payouts are switched off ("poll resume" starts them), another worker took it, or the database was started anew at this very moment; try again':
    'los pagos están en pausa ("poll resume" los reanuda), otro proceso lo tomó, o la base de datos se reinició en este mismo momento; intente de nuevo',
}
