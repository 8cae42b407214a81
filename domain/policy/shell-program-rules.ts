import { setOf } from './name-words.ts'
import { simpleCommands } from './shell-words-rules.ts'

/** They run what follows them. */
export const wrappers = setOf('sudo doas nohup time env command exec xargs nice builtin then do else !')
export const assigns = /^[A-Za-z_]\w*=/
/** What may stand before a program, besides the wrappers. */
const before = setOf('if elif while until { timeout stdbuf setsid watch ionice')
const shells = setOf('sh bash zsh dash ksh eval su')
/** So many shells within another are read. */
const mostShells = 8

/** A program that a command runs. */
export interface RunProgram {
  /** Without its place. */
  name: string
  /** What stands before it, and what follows it. */
  before: string[]
  rest: string[]
  /** It is a shell, so deep within others that what it runs is not read. */
  isUnread: boolean
}

/** `name`: of the word, without its place. */
type IsNamed = (name: string, word: string) => boolean

/** Whatever stands between two commands, also within quotes: a part too many is only one more that is not known. */
export const between = /&&|\|\||[;|&\n(){}`]|\$\(/
/** A comment, a text that follows, and a quote with signs of its own: a quote in them is none to a shell, which reads on. */
const isReadOtherwise = /(^|[\s;|&()`])#|<<|\$'/

/**
 * The programs that a command runs, by its words; also those of one within another, and of one that a shell is given. What
 * `isNamed` is found behind any option; of others a word that follows one may be its value.
 */
export function programsIn(command: string, isNamed: IsNamed): RunProgram[] {
  const parts = isReadOtherwise.test(command) ? command.split(between) : []
  return [
    ...programsOf(command, isNamed, { isWhole: true, depth: 0 }),
    ...parts.flatMap((part) => programsOf(part, isNamed, { isWhole: false, depth: 0 })),
  ]
}

interface Place {
  /** It is no part that was cut out of a command. */
  isWhole: boolean
  /** So many shells it is within. */
  depth: number
}

function programsOf(command: string, isNamed: IsNamed, { isWhole, depth }: Place): RunProgram[] {
  const isProgram = (word: string) => isNamed(nameOf(word), word) || shells.has(nameOf(word))
  return simpleCommands(command, isWhole).flatMap((words) => {
    const at = words.findIndex((word, i) => isProgram(word) || !mayPrecede(word, words[i - 1]))
    if (at < 0) return []
    const [name, rest] = [nameOf(words[at] ?? ''), words.slice(at + 1)]
    const isShell = shells.has(name)
    if (isShell && depth < mostShells)
      return programsOf(plainWords(rest).join(' '), isNamed, { isWhole, depth: depth + 1 })
    return [{ name, before: words.slice(0, at), rest, isUnread: isShell }]
  })
}

const nameOf = (word: string) => word.slice(word.lastIndexOf('/') + 1)
export const isOption = (word: string) => word.length > 1 && word.startsWith('-')
const plainWords = (words: readonly string[]) => words.filter((word) => !isOption(word))

/** `sudo -u ada`, `timeout 5` and `A=1` stand before what is run. */
function mayPrecede(word: string, last: string | undefined): boolean {
  const name = nameOf(word)
  if (wrappers.has(name) || before.has(name) || assigns.test(word)) return true
  return last !== undefined && (isOption(word) || isOption(last) || /^\d/.test(word))
}
