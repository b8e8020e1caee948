import { checkPart } from '../check-view.ts'

export const command = checkPart({
  verb: 'ssh',
  help: "Try the way to Lamassu's database",
  names: ['lamassu'],
  next: ['check all', 'poll status'],
})
