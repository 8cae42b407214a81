/** What became of one changed line, by Stryker's words. */
interface Mutant {
  fileName: string
  status: string
}

export interface Score {
  part: string
  /** Of the changes that could be tried at all. */
  caught: number
  tried: number
  /** Percent; null: nothing of the part could be tried, which proves nothing. */
  percent: number | null
}

const caughtWords = new Set(['Killed', 'Timeout'])
const triedWords = new Set([...caughtWords, 'Survived', 'NoCoverage'])

/** One line for each part, in the given order. A file belongs to the first part one of whose beginnings its path has. */
export function scoresOf(parts: Record<string, readonly string[]>, mutants: readonly Mutant[]): Score[] {
  const partOf = ({ fileName }: Mutant) =>
    Object.keys(parts).find((part) => parts[part]?.some((beginning) => fileName.startsWith(beginning)))
  return Object.keys(parts).map((part) => {
    const tried = mutants.filter((mutant) => partOf(mutant) === part && triedWords.has(mutant.status))
    const caught = tried.filter(({ status }) => caughtWords.has(status)).length
    return {
      ...{ part, caught, tried: tried.length },
      percent: tried.length === 0 ? null : (100 * caught) / tried.length,
    }
  })
}

/** A part of which nothing was tried is short as well. */
export const isBelow = ({ percent }: Score, bar: number) => percent === null || percent < bar
