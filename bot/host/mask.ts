const HIDDEN = '[secret]'

/** Shorter ones would hide half the log. */
const SHORTEST_KNOWN = 6

const FORMS: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // postgresql://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi, `$1:${HIDDEN}@`],
  // password=…, api_key: …, "token":"…"
  [
    /\b(pass(?:word|phrase)|secret|token|api[-_]?key|admin[-_]?key|invoice[-_]?key|in[-_]?key|preimage|authorization)(["']?\s*[:=]\s*["']?)(?:bearer |bot )?[^\s"',&]+/gi,
    `$1$2${HIDDEN}`,
  ],
  // Telegram's and Discord's tokens.
  [/(?<!\d)\d{6,12}:[\w-]{30,}/g, HIDDEN],
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b/g, HIDDEN],
  // A preimage looks like a payment hash: of both the beginning is enough to find a payment by.
  [/\b[0-9a-f]{64}\b/gi, (found) => `${found.slice(0, 8)}…`],
  // An LNbits key looks like a wallet's id: of both the beginning tells which it is.
  [/\b[0-9a-f]{32}\b/gi, (found) => `${found.slice(0, 4)}…`],
  [/\bln(?:bc|tb|bcrt)[0-9a-z]{40,}\b/gi, (found) => `${found.slice(0, 12)}…`],
  // Webhooks' addresses: whoever has one can write there. And what signs messages to others.
  [/https:\/\/hooks\.slack\.com\/[^\s"'<>,]+/gi, HIDDEN],
  [/https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/[^\s"'<>,]+/gi, HIDDEN],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, HIDDEN],
  // 32 bytes in base64, such as SECRETS_KEY; a host key's fingerprint is public.
  [/(?<!SHA256:)(?<![\w+/-])[A-Za-z0-9+/_-]{43}=?(?![\w+/=-])/g, HIDDEN],
]

/** A line as it may be shown to a person: without the secrets that we know, and without what has the form of one. */
export function maskSecrets(line: string, known: readonly string[]): string {
  let masked = line
  for (const secret of known) if (secret.length >= SHORTEST_KNOWN) masked = masked.replaceAll(secret, HIDDEN)
  for (const [form, shown] of FORMS)
    masked = typeof shown === 'string' ? masked.replace(form, shown) : masked.replace(form, shown)
  return masked
}
