import { shortId } from '../engine/format.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import type { CashUnit } from '../engine/ports.ts'

/** Its name, which its owner has given it; the beginning of its id where it has none. */
export const machineName = ({ deviceId, name }: { deviceId: string; name: string }): string =>
  name.trim() === '' ? shortId(deviceId) : name

/** 'cassette 1' */
export function unitName({ unit }: Pick<CashUnit, 'unit'>): Text {
  const number = unit.slice(-1)
  return unit.startsWith('recycler') ? say`recycler ${number}` : say`cassette ${number}`
}

/** 'cassette 1: 12 × 100, cassette 2: 0' */
export const unitsText = (units: readonly CashUnit[]): Text =>
  joined(
    units.map((unit) =>
      unit.denomination === null
        ? joined([unitName(unit), ': ', String(unit.notes)])
        : joined([unitName(unit), ': ', `${unit.notes} × ${unit.denomination}`]),
    ),
    ', ',
  )
