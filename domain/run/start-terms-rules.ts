import type { Hold } from '../policy/hold.ts'
import type { StartTerms } from './start-terms.ts'

interface Versions {
  /** Both grow with each change of a policy that counts the run. */
  preparedBy: number
  version: number
  /** The policies of both are known, and come to the same. Absent: they are not. */
  isSame?: boolean
}

export function startTerms(
  hold: Pick<Hold, 'reason'> | null,
  { preparedBy, version, isSame = false }: Versions,
): StartTerms {
  if (hold) return { refusal: `It was not begun: ${hold.reason}` }
  const isChanged = preparedBy !== version && !isSame
  return { refusal: isChanged ? 'It was not begun: its policy was changed while it waited' : null }
}
