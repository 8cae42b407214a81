import { type NetworkProgram, networkPrograms } from './network-program-rules.ts'
import { isOption, programsIn, type RunProgram } from './shell-program-rules.ts'

/** Where a network program of a command goes. Null: its words do not say so plainly. */
export interface ShellPlace {
  program: string
  place: string | null
  style: NetworkProgram['style']
}

const namesProxy = /^\w*proxy=(.+)$/i
/** They hide nothing of where `ssh` and `rsync` go. */
const plainSetting =
  /^((StrictHostKeyChecking|UserKnownHostsFile|BatchMode|ConnectTimeout|ServerAlive\w+|Port|User|Identit\w+|LogLevel|Compression|reconnect)\b.*|\S*ssh( -[pil] ?[^\s-]\S*| -[46CqT])*)$/i

/** The places of every network program that a command runs, also one within another and one that a shell is given. */
export function shellPlaces(command: string): ShellPlace[] {
  return programsIn(command, (name) => networkPrograms.has(name)).flatMap(placesOfRun)
}

function placesOfRun({ name, before, rest, isUnread }: RunProgram): ShellPlace[] {
  if (isUnread) return [{ program: name, place: null, style: 'page' }]
  const program = networkPrograms.get(name)
  return program ? placesOf(name, program, before, rest) : []
}

function placesOf(name: string, program: NetworkProgram, said: string[], rest: string[]): ShellPlace[] {
  const { style } = program
  const proxies = said.flatMap((word) => namesProxy.exec(word)?.[1] ?? [])
  const { places, isHidden } = readWords(program, rest)
  const found = [...proxies, ...places].map((place) => ({ program: name, place, style }))
  return isHidden || places.length === 0 ? [...found, { program: name, place: null, style }] : found
}

interface Told {
  places: string[]
  /** It may go somewhere else as well. */
  isHidden: boolean
}

function readWords(program: NetworkProgram, words: readonly string[]): Told {
  const told: Told = { places: [], isHidden: false }
  const operands: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === '--') {
      operands.push(...words.slice(at + 1))
      break
    }
    if (!isOption(word)) operands.push(word)
    else if (takesNext(program, word, words[at + 1], told)) at += 1
    if (program.operands === 'login' && operands.length > 1) break
  }
  told.places.push(...operandPlaces(program, operands))
  return told
}

/** Whether the option has the next word as its value. */
function takesNext(program: NetworkProgram, word: string, next: string | undefined, told: Told): boolean {
  if (!word.startsWith('--')) return takesNextOf(program, word.slice(1), next, told)
  const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? []
  return take(program, name, value ?? next ?? '', told) && value === undefined
}

/** Of short ones in a row the first with a value has what follows. */
function takesNextOf(
  program: NetworkProgram,
  letters: string,
  next: string | undefined,
  told: Told,
): boolean {
  for (let at = 0; at < letters.length; at += 1) {
    const behind = letters.slice(at + 1)
    if (take(program, letters[at] ?? '', behind || (next ?? ''), told)) return behind === ''
  }
  return false
}

function take(program: NetworkProgram, name: string, value: string, told: Told): boolean {
  const { values, places, hiding, settings } = program
  if (hiding.has(name) || (settings.has(name) && !plainSetting.test(value))) told.isHidden = true
  if (places.has(name)) told.places.push(...value.split(','))
  return [values, places, hiding, settings].some((names) => names.has(name))
}

const isRemote = /^(\[[^\]]*\]|[^/]*):|^\w+:\/\//
const isMethod = /^[A-Z]+$/

function operandPlaces({ operands, style }: NetworkProgram, said: string[]): string[] {
  if (operands === 'untold') return []
  if (operands === 'each') return said
  // A word that would be put in may be one.
  if (operands === 'remote') return said.filter((word) => isRemote.test(word) || /[$*]/.test(word))
  const [first] = style === 'page' && isMethod.test(said[0] ?? '') ? said.slice(1) : said
  return first === undefined ? [] : [first]
}
