import { type JsonSeen, type JsonWanted, type Verdict, verdict } from './check-rules.ts'

export function jsonVerdict({ location, hash }: Omit<JsonWanted, 'schema'>, seen: JsonSeen): Verdict {
  if ('problem' in seen) return verdict(false, seen.problem, { location, hash: null, size: null })
  const where = { location, hash: seen.hash, size: seen.size }
  if (hash !== null && seen.hash !== hash)
    return verdict(false, 'The file was changed after it was recorded. Record it again.', where)
  if (seen.wrong.length === 0) return verdict(true, 'Its JSON matches the schema.', where)
  const more = seen.more > 0 ? `; and ${seen.more} more` : ''
  return verdict(false, `Its JSON does not match the schema: ${seen.wrong.join('; ')}${more}.`, where)
}
