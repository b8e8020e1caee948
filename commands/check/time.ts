import { checkPart } from '../check-view.ts'

export const command = checkPart({
  verb: 'time',
  help: "Compare this machine's clock with the database's",
  names: ['clock'],
  next: ['check all', 'status show'],
})
