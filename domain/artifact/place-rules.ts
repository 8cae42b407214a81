import type { NotHashed } from './artifact.ts'
import { mostArtifactMb } from './limit-rules.ts'

/** Of the place that the agent names. Of a longer one the beginning is recorded, which may lead elsewhere. */
export const mostLocationChars = 2_000

/** What is wrong with a place, to stand behind its name. The agent itself reads “your”. */
export function notHashedWords(problem: NotHashed, whose: 'the agent’s' | 'your' = 'the agent’s'): string {
  switch (problem) {
    case 'outside':
      return `leads out of ${whose} workspace`
    case 'not_there':
      return `is no file in ${whose} workspace`
    case 'not_a_file':
      return 'is not a file'
    case 'too_long':
      return 'is too long'
    case 'too_large':
      return `is larger than ${mostArtifactMb} MB; record it in parts`
    case 'impossible':
      return 'holds a character that no path can hold'
    case 'unreadable':
      return 'could not be read as it was found'
    default:
      return problem satisfies never
  }
}
