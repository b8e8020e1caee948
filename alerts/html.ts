import type { Text, Voice } from '../engine/phrase.ts'
import { write } from '../engine/phrase.ts'
import { lookOf } from './compose-look.ts'
import type { AlertMessage } from './message.ts'
import { closingTexts, commandLines, harmless, leadTexts, zoneText } from './plain.ts'

export const escapeHtml = (words: string): string =>
  harmless(words)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const CELL = 'padding:6px 12px 6px 0;vertical-align:top'
const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:15px;color:#101828'

/** The whole message for a mail program: nothing is fetched from anywhere, and colour never stands alone. */
export function htmlText(message: AlertMessage, voice: Voice): string {
  // A voice may be of a class, and so is not spread.
  const marked: Voice = {
    locale: voice.locale,
    timeZone: voice.timeZone,
    names: voice.names,
    translate: (template) => voice.translate(template),
    escape: escapeHtml,
  }
  const html = (text: Text): string => write(text, marked).trim()
  const line = (text: Text): string => html(text).replaceAll(/\s+/g, ' ')
  const rows = message.sections.map(
    ([title, words]) =>
      `<tr><th align="left" style="${CELL};white-space:nowrap;color:#475467">${line(title)}</th>` +
      `<td style="${CELL}">${html(words).replaceAll(/\n+/g, '<br>')}</td></tr>`,
  )
  const commands = commandLines(message).map((command) => `<code>${escapeHtml(command)}</code>`)
  return [
    `<!doctype html><html lang="${escapeHtml(voice.locale)}"><body style="margin:0;padding:16px;${FONT}">`,
    `<h1 style="margin:0;padding:10px 12px;font-size:18px;border-left:8px solid ${lookOf(message).colour};background:#f2f4f7">${line(message.heading)}</h1>`,
    `<p style="margin:12px 0;font-size:16px;${message.lines === undefined ? 'font-weight:600' : 'line-height:1.5'}">${leadTexts(message).map(line).join('<br>')}</p>`,
    ...(message.image === undefined ? [] : [pictureHtml(line(message.image.alt))]),
    `<table style="border-collapse:collapse;${FONT}">${rows.join('')}</table>`,
    ...(commands.length === 0 ? [] : [`<p>${commands.join(' · ')}</p>`]),
    ...closingTexts(message).map((text) => `<p style="margin:4px 0">${linked(line(text))}</p>`),
    `<p style="margin:12px 0 0;color:#667085;font-size:13px">${line(zoneText(voice))}</p>`,
    '</body></html>',
    '',
  ].join('\n')
}

/** The picture that comes with the letter; who can't see it reads what it shows. */
export const PICTURE_ID = 'picture@satmachine'

const pictureHtml = (alt: string): string =>
  `<p style="margin:12px 0"><img src="cid:${PICTURE_ID}" alt="${alt}" width="600" style="max-width:100%;height:auto"></p>`

/** Of escaped words: an address can be followed. */
const linked = (escaped: string): string =>
  escaped.replace(/https?:\/\/[^\s<>"]+/, (address) => `<a href="${address}">${address}</a>`)
