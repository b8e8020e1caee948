import { checkPart } from '../check-view.ts'

export const command = checkPart({
  verb: 'db',
  help: "Try the books' own database, and whether the clients' keys open",
  names: ['database'],
  next: ['check all', 'status show'],
})
