import type * as echarts from 'echarts'
import { HEIGHT, type Picture, WIDTH } from './sheet.ts'

/** A picture as SVG. ECharts is handed in: whoever draws nothing does not load it. */
export function drawSvg({ init }: Pick<typeof echarts, 'init'>, picture: Picture): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  try {
    chart.setOption(picture)
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** One file of all of it: read and compiled many times as fast as its five hundred modules. */
const ONE_FILE: string = 'echarts/dist/echarts.esm.min'

export const loadEcharts = async (): Promise<typeof echarts> => (await import(ONE_FILE)) as typeof echarts
