import type { Parameters } from '#domain/run/run.ts'

export const mask = '[secret, kept on the Mac]'
const longest = 8_000

const secretNames =
  /(pass(word|phrase|wd)?|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|authorization|credentials?|cookie|cvv)$/i

const secretValues = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g,
  /\b(sk|pk|rk)[-_](live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,}/g,
  /\b(gh[pousr]|github_pat|glpat|xox[abprs]|npm|hf)[_-][A-Za-z0-9_-]{16,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bAIza[0-9A-Za-z_-]{30,}/g,
  /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{16,}/gi,
  /(?<=[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi,
  /(?<=\b(password|passwd|secret|token|api[-_]?key)\s*[=:]\s*["']?)[^\s"',;&]{6,}/gi,
]

/** A text without what looks like a secret. */
export const maskedText = (text: string): string =>
  secretValues.reduce((rest, pattern) => rest.replaceAll(pattern, mask), text)

/** Parameters as the record may hold them: secret-looking values masked, very long texts cut. */
export function maskedParameters(parameters: Parameters): Parameters {
  return maskedValue(parameters) as Parameters
}

function maskedValue(value: unknown): unknown {
  if (typeof value === 'string') return cut(maskedText(value))
  if (Array.isArray(value)) return value.map(maskedValue)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecret(name, item) ? mask : maskedValue(item)]),
  )
}

const isSecret = (name: string, value: unknown) =>
  secretNames.test(name) && (typeof value === 'string' ? value !== '' : typeof value === 'number')

const cut = (text: string) =>
  text.length > longest
    ? `${text.slice(0, longest)}… (${text.length - longest} more characters, kept on the Mac)`
    : text
