import { say, type Text, type Voice, write } from '../../engine/phrase.ts'

const escaped = (words: string): string =>
  words.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

/** Everything that is said is made harmless where it is written. */
const inHtml = (voice: Voice): Voice => ({ ...voice, escape: escaped })

const CLIENTS = say`Paste the wallet's invoice key (Invoice/read key), as its page in LNbits shows it under API info. It is tried first, and must open the wallet that is on record.`
const OWN = say`Paste the wallet's new key, as its page in LNbits shows it under API info: the admin key of a wallet that pays, the invoice key of the one that receives the commission. It is tried first, must open the wallet that is on record, and is used only after a second person has agreed.`

/** The form that takes a key. Browsers are asked to remember nothing of it. */
export function formPage(
  { whose, own, problem }: { readonly whose: Text; readonly own: boolean; readonly problem: Text | null },
  voice: Voice,
): string {
  const words = (text: Text): string => write(text, inHtml(voice))
  return pageOf(
    voice,
    words(say`Key of ${whose}`),
    `${problem === null ? '' : `<p class="bad" role="alert">${words(problem)}</p>`}
<p>${words(own ? OWN : CLIENTS)}</p>
<form method="post" autocomplete="off">
<label for="key">${words(own ? say`New key` : say`Invoice key`)}</label>
<input id="key" name="key" type="password" required maxlength="200" autocomplete="off" autocapitalize="off" spellcheck="false">
<button>${words(say`Try it and store it`)}</button>
</form>`,
  )
}

/** How it went. */
export function wordPage(
  { kind, words }: { readonly kind: 'good' | 'bad'; readonly words: Text },
  voice: Voice,
): string {
  return pageOf(
    voice,
    write(kind === 'good' ? say`Stored` : say`Not stored`, inHtml(voice)),
    `<p class="${kind}" role="status">${write(words, inHtml(voice))}</p>`,
  )
}

const pageOf = (voice: Voice, title: string, body: string): string => `<!doctype html>
<html lang="${voice.locale.slice(0, 2)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>satmachine</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #1d2939 }
label { display: block; font-weight: 600 }
input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .7rem; margin: .3rem 0 1rem }
button { background: #175cd3; color: #fff; border: 0; border-radius: .4rem }
.bad, .good { padding: .7rem; border-radius: .4rem; overflow-wrap: anywhere }
.bad { background: #fee4e2; color: #912018 }
.good { background: #d1fadf; color: #054f31 }
</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`
