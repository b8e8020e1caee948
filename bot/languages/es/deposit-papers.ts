export const messages: Readonly<Record<string, string>> = {
  'The receipt {0} is kept with it.': 'El recibo {0} queda guardado con él.',
  'a photo or scan of the receipt, at most 10 MiB': 'una foto o copia del recibo, de 10 MiB como máximo',
  'Amend {0}': 'Corregir {0}',
  'amount: {0} → {1}': 'monto: {0} → {1}',
  'note: {0} → {1}': 'nota: {0} → {1}',
  'the old one is rejected and stays in the books, the new one waits to be confirmed; no balance changes':
    'el anterior se rechaza y queda en los libros, el nuevo espera su confirmación; ningún saldo cambia',
  'Deposit #{0} is replaced by #{1} of {2}': 'El depósito n.º {0} se reemplaza por el n.º {1} de {2}',
  'Give the right --amount, the right --note, or both: nothing would change.':
    'Indique el --amount correcto, la --note correcta, o ambos: así no cambiaría nada.',
  'Correct a deposit that is not confirmed yet: it is replaced by a new one, and both stay in the books':
    'Corregir un depósito aún sin confirmar: se reemplaza por uno nuevo, y ambos quedan en los libros',
  'the right amount in whole units': 'el monto correcto, en unidades',
  'the right note': 'la nota correcta',
  'what was wrong': 'qué estaba mal',
  'with the receipt {0}': 'con el recibo {0}',
  'Receipt {0}, SHA-256 {1}…': 'Recibo {0}, SHA-256 {1}…',
  'The file is empty or larger than 10 MiB: nothing was done. Send a smaller one.':
    'El archivo está vacío o pesa más de 10 MiB: no se hizo nada. Envíe uno más pequeño.',
}
