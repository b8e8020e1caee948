export const messages: Readonly<Record<string, string>> = {
  'Incident #{0} is open for it: its card says what comes next.':
    'El incidente n.º {0} está abierto por esto: su tarjeta dice qué sigue.',
}
