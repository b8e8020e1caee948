import type { Chart, ChartRequest, Charts } from '../../commands/charts.ts'
import {
  type ChartReadings,
  clientFigures,
  commissionFigures,
  coverageFigures,
  type FiguresRequest,
  spansOf,
  volumeFigures,
} from '../../engine/chart-figures.ts'
import { floatFigures } from '../../engine/float-figures.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import { localDay } from '../../engine/local-time.ts'
import type { Voice } from '../../engine/phrase.ts'
import { drawClient } from './client.ts'
import { drawCommission } from './commission.ts'
import { drawCoverage } from './coverage.ts'
import type { Drawing } from './drawing.ts'
import { drawFloat } from './float.ts'
import { clientJson, commissionJson, coverageJson, floatJson, volumeJson } from './json.ts'
import type { Picture } from './sheet.ts'
import { drawVolume } from './volume.ts'

export interface ChartParts {
  readonly readings: ChartReadings
  readonly drawing: Pick<Drawing, 'draw'>
  /** How far apart polls are by their schedule. */
  readonly pollSeconds: () => Promise<number>
}

/** Charts for one reader at one moment: the voice says language, zone, and whether names are shown. */
export function chartsFor({ readings, drawing, pollSeconds }: ChartParts, voice: Voice, now: Date): Charts {
  const figuresOf = ({ days, until }: ChartRequest): FiguresRequest => ({
    days,
    until: until ?? localDay(now, voice.timeZone),
    timeZone: voice.timeZone,
    now,
  })
  const chartOf = async (
    kind: string,
    { until }: FiguresRequest,
    { picture, alt }: { picture: Picture; alt: string },
    json: JsonObject,
  ): Promise<Chart> => ({
    png: await drawing.draw(picture),
    alt,
    name: `${kind}-${until.replaceAll('-', '')}.png`,
    json: { kind, until, ...json },
  })
  return {
    async volume(request) {
      const asked = figuresOf(request)
      const bars = await volumeFigures(readings, asked)
      return chartOf('volume', asked, drawVolume(bars, voice, themeOf(request)), volumeJson(bars))
    },
    async client(client, request) {
      const asked = figuresOf(request)
      const points = await clientFigures(readings, client.id, asked)
      const drawn = drawClient(client, points, voice, themeOf(request))
      return chartOf('client', asked, drawn, clientJson(client, points))
    },
    async commission(request) {
      const asked = figuresOf(request)
      const series = await commissionFigures(readings, asked)
      return chartOf(
        'commission',
        asked,
        drawCommission(series, voice, themeOf(request)),
        commissionJson(series),
      )
    },
    async float(request) {
      const asked = figuresOf(request)
      const figures = await floatFigures(readings, asked)
      const series = { ...figures, spans: spansOf(asked), today: localDay(now, voice.timeZone) }
      return chartOf('float', asked, drawFloat(series, voice, themeOf(request)), floatJson(series))
    },
    async coverage(request) {
      const asked = figuresOf(request)
      const bars = await coverageFigures(readings, asked, await pollSeconds())
      return chartOf('uptime', asked, drawCoverage(bars, voice, themeOf(request)), coverageJson(bars))
    },
  }
}

const themeOf = ({ theme }: ChartRequest) => theme ?? 'dark'
