import { canonicalOf, sha256Hex } from '../ledger/digest.ts'
import { inOrder, type Skills, skillsLine } from '../policy/skill-rules.ts'
import type { Side } from './finding.ts'

/** A list of skills as it is compared: the order of its names says nothing. */
export const skillsValue = (skills: Skills) => ({ skills: skills && inOrder(skills) })

/** The list that policies say, as the other side of what a gateway has. */
export function skillsSide(skills: Skills): Side {
  const value = skillsValue(skills)
  return {
    hash: sha256Hex(canonicalOf(value)),
    line: skillsLine(skills),
    text: JSON.stringify(value, null, 2),
    isMasked: false,
  }
}
