import type { AlertReading } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { alertArgument, alertJson, standingText, subjectOf, theAlert } from '../alert-view.ts'
import { next, text } from '../answer.ts'
import { actCommand, type LookContext } from '../definition.ts'

export const command = actCommand({
  noun: 'alert',
  verb: 'unack',
  help: 'Take an acknowledgement back: the alert calls people anew, from the first level on',
  example: 'alert unack 12',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: { alert: alertArgument },
  async preview({ alerts, rules, people, now }, args) {
    const card = await ackedCard(alerts, args.alert)
    return {
      what: say`Take back the acknowledgement of alert #${card.id}: ${subjectOf(card, rules)}`,
      lines: [
        say`before: ${standingText(card, await people.people(), now)}`,
        say`after: nobody has it, and it calls people anew from now`,
      ],
    }
  },
  async act({ alerts, rules, asker, now }, args) {
    const card = await ackedCard(alerts, args.alert)
    if ((await alerts.unack(card.id, { actor: asker.actor, now })) !== 'done') throw notAcked(card)
    const after = await theAlert(alerts, card.id)
    return {
      tone: 'warn',
      heading: say`Alert #${card.id}: nobody has it any more, and it calls people anew`,
      blocks: [text(subjectOf(after, rules)), next(`alert ack ${card.id}`, `alert show ${card.id}`)],
      json: alertJson(after, asker),
    }
  },
})

async function ackedCard(alerts: LookContext['alerts'], alertId: bigint): Promise<AlertReading> {
  const asked = await theAlert(alerts, alertId)
  const card = asked.groupId === null ? asked : await theAlert(alerts, asked.groupId)
  if (card.state === 'resolved' || card.ackedBy === null) throw notAcked(card)
  return card
}

const notAcked = (card: AlertReading): Failure =>
  new Failure(
    'refused',
    card.state === 'resolved'
      ? say`Alert #${card.id} is over: there is nothing to take back.`
      : say`Nobody has acknowledged alert #${card.id}: there is nothing to take back.`,
  )
