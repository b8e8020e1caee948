import { drawSvg, loadEcharts } from '../../../bot/charts/draw-svg.ts'
import type { Picture } from '../../../bot/charts/sheet.ts'
import { loadLanguages } from '../../../bot/languages/catalogue.ts'
import { spansOf, type Trust, type VolumeBar } from '../../../engine/chart-figures.ts'
import type { Language } from '../../../engine/people.ts'
import type { Voice } from '../../../engine/phrase.ts'

export const UNTIL = '2026-12-03'

export async function voices(): Promise<(language: Language, names?: Voice['names']) => Voice> {
  const { voiceFor } = await loadLanguages()
  return (language, names = 'full') => voiceFor(language, { timeZone: 'America/Guatemala', names })
}

const TRUSTS: readonly Trust[] = ['square', 'square', 'late', 'square', 'broken', 'square', 'unknown']

/** Bars whose sats are what the function says, with 3 % of commission. */
export const volumeOf = (days: number, sats: (at: number) => bigint, incidents = 0): VolumeBar[] =>
  spansOf({ until: UNTIL, days }).map((span, i) => ({
    ...span,
    clientsSats: sats(i),
    commissionSats: (sats(i) * 3n) / 97n,
    houseSats: 0n,
    usualSats: i < 3 ? null : sats(i - 3),
    trust: TRUSTS[i % TRUSTS.length] ?? 'unknown',
    incidents: i === 4 ? incidents : 0,
  }))

export interface Label {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly anchor: string
  readonly bold: boolean
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** Everything that is written in a picture, as the SVG has it. */
export async function labelsIn(picture: Picture): Promise<Label[]> {
  const svg = drawSvg(await loadEcharts(), picture)
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = '', text = '']) => {
    const of = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
    const moved = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(attributes)
    return {
      text: text.replaceAll(/&([a-z0-9#]+);/g, (whole, name: string) => NAMED[name] ?? whole),
      x: Number(of('x') || 0) + Number(moved?.[1] ?? 0),
      y: Number(of('y') || 0) + Number(moved?.[2] ?? 0),
      size: Number(/font-size:([\d.]+)px/.exec(attributes)?.[1] ?? 0),
      anchor: of('text-anchor') || 'start',
      bold: attributes.includes('font-weight:bold'),
    }
  })
}

export const textsIn = async (picture: Picture): Promise<string[]> =>
  (await labelsIn(picture)).map(({ text }) => text)
