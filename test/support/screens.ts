import { widthOf } from '../../bot/charts/sheet.ts'

/* A message as three kinds of screens show it, drawn as SVG: for the pictures in docs/. */

export interface Shown {
  readonly heading: string
  readonly lines: readonly string[]
  readonly buttons: readonly (readonly string[])[]
  /** The stripe beside it, where there is one. */
  readonly colour: string
  readonly png: Uint8Array | null
}

const SANS = `'gg sans','Noto Sans','Helvetica Neue',Helvetica,Arial,'DejaVu Sans',sans-serif`
const MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace'
const WIDTH = 560
const PNG_RATIO = 420 / 1000
/** A letter of a terminal's font is as wide as any other. */
const MONO_SHARE = 0.61

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function wrapped(words: string, room: number, measure: (words: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && measure(longer) > room) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

interface Style {
  readonly size: number
  readonly fill: string
  readonly room: number
  readonly bold?: boolean
  readonly isMono?: true
}

/** The lamp at the beginning of a verdict, in its colour whatever fonts there are. */
const LAMPS: Readonly<Record<string, string>> = { '🟢': '#12b76a', '🟡': '#fdb022', '🔴': '#d92d20' }

/** Parts of one screen, from the top down. */
class Sheet {
  readonly parts: string[] = []
  y = 0
  text(words: string, x: number, style: Style): void {
    const { size, room, bold } = style
    const measure = (line: string): number =>
      style.isMono === true ? Array.from(line).length * size * MONO_SHARE : widthOf(line, size, bold)
    for (const line of wrapped(words, room, measure)) {
      this.y += Math.round(style.size * 1.36)
      this.parts.push(
        `<text x="${x}" y="${this.y}" font-size="${style.size}"${style.bold === true ? ' font-weight="600"' : ''} fill="${style.fill}">${escaped(line)}</text>`,
      )
    }
  }
  verdict(words: string, x: number, style: Style): void {
    const lamp = LAMPS[Array.from(words)[0] ?? '']
    if (lamp === undefined) return this.text(words, x, style)
    this.parts.push(
      `<circle cx="${x + 7}" cy="${this.y + Math.round(style.size * 1.36) - 5}" r="7" fill="${lamp}"/>`,
    )
    this.text(words.slice(3), x + 21, { ...style, room: style.room - 21 })
  }
  image(x: number, width: number): void {
    const height = Math.round(width * PNG_RATIO)
    this.parts.push(`<use href="#chart" transform="translate(${x} ${this.y + 8}) scale(${width / 1000})"/>`)
    this.y += height + 12
  }
  buttons(rows: Shown['buttons'], x: number, room: number, style: { fill: string; ink: string }): void {
    for (const row of rows) {
      let at = x
      for (const label of row) {
        const width = Math.min(room, Math.round(widthOf(label, 14, true)) + 20)
        if (at + width > x + room) {
          at = x
          this.y += 38
        }
        this.parts.push(
          `<rect x="${at}" y="${this.y}" width="${width}" height="32" rx="6" fill="${style.fill}"/>`,
          `<text x="${at + width / 2}" y="${this.y + 21}" font-size="14" font-weight="600" text-anchor="middle" fill="${style.ink}">${escaped(label)}</text>`,
        )
        at += width + 8
      }
      this.y += 38
    }
  }
}

function discord({ heading, lines, buttons, colour, png }: Shown): Sheet {
  const sheet = new Sheet()
  sheet.y = 12
  sheet.text('satmachine', 20, { size: 15, fill: '#f2f3f5', bold: true, room: 300 })
  const top = sheet.y + 10
  sheet.y = top + 6
  sheet.verdict(heading, 36, { size: 15.5, fill: '#f2f3f5', bold: true, room: 500 })
  sheet.y += 6
  for (const line of lines) sheet.text(line, 36, { size: 14, fill: '#dbdee1', room: 500 })
  if (png !== null) sheet.image(36, 500)
  sheet.y += 10
  sheet.parts.unshift(
    `<rect x="20" y="${top}" width="528" height="${sheet.y - top}" rx="4" fill="#2b2d31"/>`,
    `<rect x="20" y="${top}" width="4" height="${sheet.y - top}" rx="2" fill="${colour}"/>`,
  )
  sheet.y += 10
  sheet.buttons(buttons, 20, 528, { fill: '#4e5058', ink: '#ffffff' })
  return framed(sheet, '#313338', 'Discord', SANS)
}

function telegram({ heading, lines, buttons, png }: Shown): Sheet {
  const sheet = new Sheet()
  sheet.y = 16
  sheet.verdict(heading, 28, { size: 15.5, fill: '#111111', bold: true, room: 496 })
  sheet.y += 6
  for (const line of lines) sheet.text(line, 28, { size: 15, fill: '#111111', room: 496 })
  const bottom = sheet.y + 12
  sheet.parts.unshift(`<rect x="16" y="12" width="520" height="${bottom - 12}" rx="12" fill="#ffffff"/>`)
  sheet.y = bottom + 6
  sheet.buttons(buttons, 16, 520, { fill: '#6f8f6a', ink: '#ffffff' })
  if (png !== null) sheet.image(16, 520)
  return framed(sheet, '#9fbf8f', 'Telegram', SANS)
}

function terminal({ heading, lines }: Shown): Sheet {
  const sheet = new Sheet()
  sheet.y = 12
  const style: Style = { size: 12.5, fill: '#cdd9e5', room: 520, isMono: true }
  sheet.verdict(heading, 16, style)
  for (const line of lines) sheet.text(line === '' ? ' ' : line, 16, style)
  return framed(sheet, '#1c2128', 'Terminal', MONO)
}

function framed(sheet: Sheet, paper: string, name: string, font: string): Sheet {
  const height = sheet.y + 14
  sheet.parts.unshift(
    `<text x="4" y="-8" font-size="13" font-weight="600" fill="#667085" font-family="${SANS}">${name}</text>`,
    `<rect width="${WIDTH}" height="${height}" rx="10" fill="${paper}"/><g font-family="${font}">`,
  )
  sheet.parts.push('</g>')
  sheet.y = height
  return sheet
}

/** The same message on Discord, on Telegram and in a terminal, one below the other; the chart stands in it once. */
export function screensSvg(
  label: string,
  shown: { discord: Shown; telegram: Shown; terminal: Shown },
): string {
  const sheets = [discord(shown.discord), telegram(shown.telegram), terminal(shown.terminal)]
  const png = shown.discord.png
  let y = 26
  const placed = sheets.map((sheet) => {
    const group = `<g transform="translate(10 ${y})">\n${sheet.parts.join('\n')}\n</g>`
    y += sheet.y + 40
    return group
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + 20} ${y - 20}" width="${WIDTH + 20}" height="${y - 20}" role="img" aria-label="${escaped(label)}">`,
    ...(png === null
      ? []
      : [
          `<defs><image id="chart" width="1000" height="420" href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/></defs>`,
        ]),
    ...placed,
    '</svg>\n',
  ].join('\n')
}
