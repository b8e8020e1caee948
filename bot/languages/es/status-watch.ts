export const messages: Readonly<Record<string, string>> = {
  'How everything stands, on a card that is kept up to date for a while':
    'Cómo está todo, en una tarjeta que se mantiene al día por un rato',
  'for how many minutes, at most 120': 'por cuántos minutos, máximo 120',
}
