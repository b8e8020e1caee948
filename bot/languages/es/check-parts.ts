export const messages: Readonly<Record<string, string>> = {
  'The error itself: {0}': 'El error en sí: {0}',
  "Try the books' own database, and whether the clients' keys open":
    'Probar la base de datos de los libros, y si se abren las claves de los clientes',
  "Try the way to Lamassu's database": 'Probar el camino hasta la base de datos de Lamassu',
  "Compare this machine's clock with the database's":
    'Comparar el reloj de esta máquina con el de la base de datos',
  'Try LNbits and every wallet of the operator, and look for stuck payments':
    'Probar LNbits y todas las billeteras del operador, y buscar pagos atascados',
}
