import assert from 'node:assert/strict'
import { type MomentStyle, Phrase, type Piece, type Text, type Value } from './phrase.ts'

/** A text as it is kept in the database, to be written out later in anybody's language. */
export type TextJson = string | { readonly [kind: string]: unknown }

type ValueJson = TextJson | { readonly n: number } | { readonly b: string }

/** Amounts are decimal strings, moments ISO 8601: nothing is lost on the way. */
export function textToJson(text: Text): TextJson {
  return text instanceof Phrase ? pieceToJson(text.piece) : text
}

function pieceToJson(piece: Piece): TextJson {
  switch (piece.kind) {
    case 'sentence':
      return { say: piece.template, values: piece.values.map(valueToJson) }
    case 'joined':
      return { joined: piece.parts.map(textToJson), separator: piece.separator }
    case 'sats':
      return { sats: String(piece.amount) }
    case 'fiat':
      return { fiat: String(piece.amountMinor), exponent: piece.exponent, code: piece.fiatCode }
    case 'number':
      return { number: piece.decimal }
    case 'count':
      return { count: String(piece.count), noun: piece.noun }
    case 'moment':
      return { moment: piece.at.toISOString(), style: piece.style }
    case 'span':
      return { span: piece.seconds }
    case 'client':
      return { client: String(piece.id), name: piece.name }
  }
}

const valueToJson = (value: Value): ValueJson => {
  if (typeof value === 'number') return { n: value }
  return typeof value === 'bigint' ? { b: String(value) } : textToJson(value)
}

/** The way back; what `textToJson` did not write is a mistake of ours. */
export function textFromJson(json: unknown): Text {
  if (typeof json === 'string') return json
  assert(typeof json === 'object' && json !== null, 'a kept text is a string or an object')
  return new Phrase(pieceFromJson(json as Readonly<Record<string, unknown>>))
}

function pieceFromJson(json: Readonly<Record<string, unknown>>): Piece {
  if ('say' in json)
    return {
      kind: 'sentence',
      template: String(json['say']),
      values: (json['values'] as unknown[]).map(valueFromJson),
    }
  if ('joined' in json)
    return {
      kind: 'joined',
      parts: (json['joined'] as unknown[]).map(textFromJson),
      separator: String(json['separator']),
    }
  if ('sats' in json) return { kind: 'sats', amount: BigInt(String(json['sats'])) }
  if ('fiat' in json)
    return {
      kind: 'fiat',
      amountMinor: BigInt(String(json['fiat'])),
      exponent: json['exponent'] as number,
      fiatCode: String(json['code']),
    }
  if ('number' in json) return { kind: 'number', decimal: String(json['number']) }
  if ('count' in json)
    return { kind: 'count', count: BigInt(String(json['count'])), noun: String(json['noun']) }
  if ('moment' in json)
    return { kind: 'moment', at: new Date(String(json['moment'])), style: json['style'] as MomentStyle }
  if ('span' in json) return { kind: 'span', seconds: json['span'] as number }
  assert('client' in json, `a kept text of no known kind: ${Object.keys(json).join(', ')}`)
  return { kind: 'client', id: BigInt(String(json['client'])), name: String(json['name']) }
}

function valueFromJson(json: unknown): Value {
  if (typeof json === 'object' && json !== null && 'n' in json) return json.n as number
  if (typeof json === 'object' && json !== null && 'b' in json) return BigInt(String(json.b))
  return textFromJson(json)
}
