/** What the bot says while it tells alerts, and about its own database. */
export const messages: Readonly<Record<string, string>> = {
  'It answers again, after {0}. Look whether everything goes on: "status show".':
    'Vuelve a responder, después de {0}. Mire si todo sigue: "status show".',
  'For {0}. Look at the database server: is it running, is its disk full, can it be reached?':
    'Desde hace {0}. Revise el servidor de la base de datos: ¿está en marcha, tiene el disco lleno, se puede alcanzar?',
  'It is back': 'Ha vuelto',
  'What comes back within a day was not mended when it was over':
    'Lo que vuelve en menos de un día no estaba arreglado cuando terminó',
  'an alert for which the bot had stopped something was over, and fires again within the watch; where an incident is watched for it, that incident tells it':
    'una alerta por la que el bot había detenido algo terminó, y se dispara otra vez durante la vigilancia; si hay un incidente en observación por ella, lo dice ese incidente',
  'pauses payouts, whatever the alert itself asks for':
    'pone en pausa los pagos, pida lo que pida la alerta misma',
  'the alert that came back is over': 'la alerta que volvió ha terminado',
  'how long what is over is watched': 'cuánto se vigila lo que ha terminado',
  'back {0} after alert #{1} was over, watched for {2}':
    'volvió {0} después de terminar la alerta n.º {1}, vigilada durante {2}',
  'Look for the cause under the first mend before you resume anything.':
    'Busque la causa debajo del primer arreglo antes de reanudar nada.',
  'back after it was over': 'volvió después de haber terminado',
  'Go on': 'Sigue',
  'There is a newer message about this further down.': 'Más abajo hay un mensaje más reciente sobre esto.',
  'payouts are paused': 'los pagos quedan en pausa',
  'the client is paused': 'el cliente queda en pausa',
  'the client was not active': 'el cliente no estaba activo',
  'the cash-out is {0}: nothing to hold': 'el retiro está {0}: no hay nada que retener',
  'the cash-out is on hold': 'el retiro queda retenido',
  'The digest of {0} reached nobody.': 'El resumen del {0} no llegó a nadie.',
  'an alert about so many sats or more calls the owner (level 3) at once; 0: never by amount alone':
    'una alerta por tantos sats o más llama de inmediato al dueño (nivel 3); 0: nunca solo por el monto',
  "when what can wait makes no sound, in the operator's zone: 22:00-07:00, or off":
    'cuándo no suena lo que puede esperar, en la zona del operador: 22:00-07:00, u off',
  "The bot's own database can't be reached": 'No se alcanza la base de datos del propio bot',
  'Without its books the bot pays nobody, takes in nothing, and can write down no alert':
    'Sin sus libros el bot no paga a nadie, no recibe nada y no puede anotar ninguna alerta',
  'our own database gives no answer for a minute':
    'nuestra propia base de datos no responde durante un minuto',
  'waits with everything, and tells mail, webhooks and telephone directly, again every half hour':
    'espera con todo, y avisa directamente por correo, webhooks y teléfono, otra vez cada media hora',
  'the database answers': 'la base de datos responde',
}
