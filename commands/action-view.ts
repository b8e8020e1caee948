import { type ActionReading, actorName, type ChainVerdict, type PersonReading } from '../engine/people.ts'
import { say, type Text } from '../engine/phrase.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { formatCount, iso } from '../engine/format.ts'

/** Why a block is broken, as the log says it. */
const WHY: Readonly<Record<string, Text>> = {
  'the block is missing': say`the block is missing`,
  'the block was added': say`the block was added`,
  'the block is not the one that was sealed': say`the block is not the one that was sealed`,
  'the block itself was changed': say`the block itself was changed`,
  'its link to the block before is broken': say`its link to the block before is broken`,
  'the block is out of order': say`the block is out of order`,
  'a row was added': say`a row was added`,
  'a row is missing': say`a row is missing`,
  'rows are missing at its end': say`rows are missing at its end`,
  'a row was changed': say`a row was changed`,
}

export const verdictText = ({ blocks, rows, broken }: ChainVerdict): Text =>
  broken === null
    ? say`The log is whole: ${formatCount(rows, 'row')} in ${formatCount(blocks, 'block')}`
    : say`✘ The log was tampered with, from block ${broken.block} on: ${WHY[broken.why] ?? broken.why}`

/** 'deposit confirm deposit=12' */
export const commandText = (action: ActionReading): string =>
  [
    action.command,
    ...Object.entries(action.written).map(([name, value]) => `${name}=${wordsOf(value)}`),
  ].join(' ')

const wordsOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

export function whoText(action: ActionReading, people: readonly PersonReading[]): Text {
  const who = actorName(action.actor, people)
  return action.approver === null ? who : say`${who}, approved by ${actorName(action.approver, people)}`
}

const LONGEST_RESULT = 120
export function resultText(action: ActionReading): Text {
  if (action.result === null) return say`not finished`
  const characters = Array.from(action.result)
  return characters.length <= LONGEST_RESULT
    ? action.result
    : `${characters.slice(0, LONGEST_RESULT).join('')}…`
}

export const actionJson = (action: ActionReading): JsonObject => ({
  actionId: action.id.toString(),
  actor: action.actor,
  surface: action.surface,
  command: action.command,
  arguments: Object.fromEntries(
    Object.entries(action.written).map(([name, value]) => [name, wordsOf(value)]),
  ),
  preview: action.preview,
  approver: action.approver,
  startedAt: iso(action.startedAt),
  finishedAt: iso(action.finishedAt),
  result: action.result,
})

export const verdictJson = ({ blocks, rows, head, broken }: ChainVerdict): JsonObject => ({
  blocks,
  rows: rows.toString(),
  head,
  broken: broken === null ? null : { block: broken.block, why: broken.why },
})
