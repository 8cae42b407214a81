import type { Hold } from '../policy/hold.ts'
import type { StartTerms } from './start-terms.ts'

/** `preparedBy` and `version` grow with each change of a policy that counts the run. */
export function startTerms(
  hold: Pick<Hold, 'reason'> | null,
  { preparedBy, version }: { preparedBy: number; version: number },
): StartTerms {
  if (hold) return { refusal: `It was not begun: ${hold.reason}` }
  const isChanged = preparedBy !== version
  return { refusal: isChanged ? 'It was not begun: its policy was changed while it waited' : null }
}
