import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../local/install.mjs'

/** Lines that can be read at once; `median` is of all files but tests, over all rooms. */
export const limits = { code: 300, tests: 400, function: 60, component: 80, median: 80 }
/** Longer for a reason that stands here. The list is the debt. */
export const exempt: string[] = ['test/control-plane.ts']

export interface SizedFile {
  path: string
  lines: number
  /** The longest function in it, where it has one. */
  longest: SizedFunction | null
}

export interface SizedFunction {
  name: string
  lines: number
}

export interface RoomSizes {
  room: string
  files: number
  /** Of files that are not tests. */
  median: number
  longestFile: { path: string; lines: number }
  longestFunction: (SizedFunction & { path: string }) | null
}

const isCode = (path: string) => /\.([cm]?[jt]sx?|go|css)$/.test(path)
export const isTest = (path: string) => /\.(test|e2e|openclaw)\.tsx?$|_test\.go$/.test(path)
const linesOf = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
export const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const longest = <T extends { lines: number }>(all: T[]): T | null =>
  all.reduce<T | null>((most, one) => (most && most.lines >= one.lines ? most : one), null)

/** As git lists them, new ones too: what is generated is ignored there. */
export function filesOfRepository(): SizedFile[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0')
  const paths = [...new Set(listed)].filter((path) => isCode(path) && existsSync(join(root, path)))
  return paths.map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const isScript = /\.[cm]?[jt]sx?$/.test(path)
    return { path, lines: linesOf(text), longest: isScript ? longest(functionsOf(path, text)) : null }
  })
}

/** Every function with a body, as long as it stands in the file; tests' own callbacks tell a story and don't count. */
export function functionsOf(path: string, text: string): SizedFunction[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: SizedFunction[] = []
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && !isTestCallback(node)) {
      const lines = lineAt(node.getEnd()) - lineAt(node.getStart(source)) + 1
      found.push({ name: nameOf(node, source), lines })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function nameOf(node: ts.SignatureDeclaration, source: ts.SourceFile): string {
  if (node.name) return node.name.getText(source)
  const holder = node.parent
  if (ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder)) return holder.name.getText(source)
  return 'a function'
}

const isTestCallback = (node: ts.Node) =>
  ts.isCallExpression(node.parent) && /^(describe|test|it)\b/.test(node.parent.expression.getText())

export const mostOf = (path: string) => (isTest(path) ? limits.tests : limits.code)
/** Markup is most of a component, and reads as a list. */
const mostOfFunction = (path: string) => (path.endsWith('.tsx') ? limits.component : limits.function)

/** What is over a limit and not exempt, as sentences. */
export function offences(files: SizedFile[], exceptions: readonly string[]): string[] {
  return files.filter(({ path }) => !exceptions.includes(path)).flatMap(offencesOf)
}

/** The same of all files together. */
export function medianOffences(files: readonly SizedFile[]): string[] {
  const most = medianOf(files)
  return most > limits.median ? [`the median file has ${most} of ${limits.median} lines`] : []
}

/** Of files that are not tests. */
export const medianOf = (files: readonly SizedFile[]): number =>
  median(files.filter(({ path }) => !isTest(path)).map(({ lines }) => lines))

function offencesOf({ path, lines, longest: most }: SizedFile): string[] {
  const file = lines > mostOf(path) ? [`${path}: ${lines} of ${mostOf(path)} lines`] : []
  const atMost = mostOfFunction(path)
  return most && most.lines > atMost
    ? [...file, `${path}: ${most.name} has ${most.lines} of ${atMost} lines`]
    : file
}

/** By room, a room being a top-level folder. */
export function roomSizes(files: SizedFile[]): RoomSizes[] {
  const roomOf = (path: string) => (path.includes('/') ? path.replace(/\/.*/, '') : '(root)')
  const rooms = [...new Set(files.map(({ path }) => roomOf(path)))].sort()
  return rooms.map((room) => {
    const inRoom = files.filter(({ path }) => roomOf(path) === room)
    const functions = inRoom.flatMap(({ path, longest: most }) => (most ? [{ ...most, path }] : []))
    return {
      room,
      files: inRoom.length,
      median: medianOf(inRoom),
      longestFile: longest(inRoom) as SizedFile,
      longestFunction: longest(functions),
    }
  })
}
