/** Of a body. Whoever reads it goes down it by recursion, and none of ours is a tenth as deep. */
export const mostDepth = 200

/** Level by level: what is nested without end must end here. */
export function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value].filter(isNest)
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === most) return true
    level = level.flatMap((nest) => Object.values(nest)).filter(isNest)
  }
  return false
}

const isNest = (value: unknown): value is object => typeof value === 'object' && value !== null
