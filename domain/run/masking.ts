import type { Parameters } from './run.ts'

export const mask = '[secret, kept on the Mac]'

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
  // Spaces are counted, because a search that looks back over any number of them takes for ever in a wide table.
  /(?<=(password|passwd|secret|token|(api|access|private)[-_]?key)["']?\s{0,4}[=:]\s{0,4}["']?)[^\s"',;&]{6,}/gi,
]

/** A text without what looks like a secret. */
export const maskedText = (text: string): string =>
  secretValues.reduce((rest, pattern) => rest.replaceAll(pattern, mask), text)

/** Parameters as the record may hold them: secret-looking values masked, and nothing cut, for they are approved by it. */
export function maskedParameters(parameters: Parameters): Parameters {
  return maskedValue(parameters) as Parameters
}

function maskedValue(value: unknown, isSecret = false): unknown {
  if (typeof value === 'string') return isSecret && value !== '' ? mask : maskedText(value)
  if (typeof value === 'number') return isSecret ? mask : value
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, isSecret))
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      maskedValue(item, isSecret || secretNames.test(name)),
    ]),
  )
}
