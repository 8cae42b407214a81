import type { RunbookInput } from '#domain/runbook/runbook.ts'

interface RunCall {
  origin: string
  projectId: string
  /** Its name as addresses have it. */
  runbook: string
  token: string
  inputs: readonly RunbookInput[]
}

const samples = { text: 'words', number: 1, boolean: false, date: '2026-12-01' }
const sampleOf = ({ type, default: given, options }: RunbookInput) =>
  given ?? (type === 'choice' ? (options?.[0] ?? '') : samples[type])

/** In single quotes for a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** The request by which a script starts a runbook, with a value for each of its inputs. */
export function startByCurl({ origin, projectId, runbook, token, inputs }: RunCall): string {
  const values = Object.fromEntries(inputs.map((input) => [input.name, sampleOf(input)]))
  return [
    `curl -X POST ${origin}/api/projects/${projectId}/runbooks/${runbook}/runs`,
    // A shell fills in a variable that stands for the token; a token itself has nothing that it would read.
    `-H "Authorization: Bearer ${token}"`,
    `-H 'Content-Type: application/json' -H "Idempotency-Key: $(uuidgen)"`,
    `-d ${quoted(JSON.stringify({ inputs: values }))}`,
  ].join(' \\\n  ')
}
