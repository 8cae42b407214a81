import { lstatSync, readFileSync } from 'node:fs'

const longestReason = 300

/**
 * What the worker's STOP file says, or null: it is not there. For while the worker is away, in the words that it would say.
 * What the gateway's user may not look at stops nothing: whether it is there is not known.
 */
export function stopFileSays(file) {
  try {
    if (!file || !lstatSync(file, { throwIfNoEntry: false })) return null
  } catch {
    return null
  }
  return `The file ${file} stops everything on this Mac: ${firstLineOf(file) || 'it gives no reason'}`
}

function firstLineOf(file) {
  try {
    return readFileSync(file, 'utf8').trim().split('\n')[0].slice(0, longestReason)
  } catch {
    return ''
  }
}
