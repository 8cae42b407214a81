import { type Document, isAlias, isMap, isNode, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { type KnownAgent, runbookIssues } from './check-rules.ts'
import { partialRunbook } from './partial-runbook.ts'
import { RunbookDefinition } from './runbook.ts'
import { shapeWords } from './shape-words.ts'
import type { StepPath } from './step-rules.ts'

export const longestYaml = 100_000

/** What is wrong, and where a person finds it; both count from 1. */
export interface YamlProblem {
  line: number
  column: number
  message: string
}

export type ReadRunbook =
  | { definition: RunbookDefinition; problems: [] }
  | { definition: null; problems: YamlProblem[] }

/** The runbook that a text says, or everything that is wrong with it. `agents` null: not known, so not checked. */
export function readRunbook(text: string, agents: readonly KnownAgent[] | null): ReadRunbook {
  const failed = (problems: YamlProblem[]): ReadRunbook => ({ definition: null, problems: inOrder(problems) })
  if (text.length > longestYaml)
    return failed([
      { line: 1, column: 1, message: `has ${text.length} characters; ${longestYaml} are the most` },
    ])
  const { document, at } = parsed(text)
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0)
    return failed(faults.map(({ message, pos }) => ({ ...at(pos[0]), message: sentence(message) })))
  const alias = aliasIn(document)
  if (alias)
    return failed([{ ...at(alias.range?.[0] ?? 0), message: 'anchors and aliases are not read here' }])
  if (!isMap(document.contents))
    return failed([{ line: 1, column: 1, message: 'a runbook is a map with name and steps' }])
  const place = (path: StepPath) => at(offsetOf(document, path))
  const shaped = RunbookDefinition.safeParse(document.toJS())
  const misshapen = shaped.success ? [] : shaped.error.issues.flatMap(wordsOf)
  const issues = runbookIssues(shaped.data ?? partialRunbook(document.toJS()), agents).filter(
    ({ path }) => !misshapen.some((one) => isWithin(path, one.path) || isWithin(one.path, path)),
  )
  if (shaped.success && issues.length === 0) return { definition: shaped.data, problems: [] }
  return failed([...misshapen, ...issues].map(({ path, message }) => ({ ...place(path), message })))
}

/** What somebody else found wrong with a text that was read, each at its place. */
export function problemsAt(
  text: string,
  found: readonly { path: StepPath; message: string }[],
): YamlProblem[] {
  const { document, at } = parsed(text)
  return found.map(({ path, message }) => ({ ...at(offsetOf(document, path)), message }))
}

function parsed(text: string) {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  return { document, at }
}

const isWithin = (path: StepPath, outer: StepPath) => outer.every((part, i) => part === path[i])

/** As a line of an answer or a log. */
export const problemWords = ({ line, column, message }: YamlProblem): string =>
  `line ${line}, column ${column}: ${message}`

const inOrder = (problems: YamlProblem[]) =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column)

const sentence = (message: string) => message.replace(/\s+at line \d+, column \d+:?\s*$/s, '').trim()

/** They could hold themselves, or grow without end. */
function aliasIn(document: Document): Node | null {
  let found: Node | null = null
  visit(document, {
    Node(_key, node) {
      const isAnchor = 'anchor' in node && node.anchor !== undefined
      if (!isAlias(node) && !isAnchor) return
      found = node
      return visit.BREAK
    },
  })
  return found
}

/** Where a path begins; of what is not there, where it would be. */
function offsetOf(document: Document, path: StepPath): number {
  for (let length = path.length; length >= 0; length--) {
    const some = path.slice(0, length)
    const key = keyOf(document, some)
    const node = key ?? (length === 0 ? document.contents : document.getIn(some, true))
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

/** A problem with a value of a map stands at its key's line; the key says what it is. */
function keyOf(document: Document, path: StepPath): Node | null {
  const last = path.at(-1)
  if (typeof last !== 'string') return null
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return null
  const pair = parent.items.find(({ key }) => isNode(key) && String(key) === last)
  return isNode(pair?.key) ? pair.key : null
}

function wordsOf(issue: z.core.$ZodIssue): { path: StepPath; message: string }[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: `${key} is no part of this` }))
  if (issue.code === 'invalid_union') {
    // Of several shapes the one is meant that has the right kind of value, a map or a text.
    const isOther = ({ code, path }: z.core.$ZodIssue) => code === 'invalid_type' && path.length === 0
    const meant = issue.errors.find((issues) => issues.length > 0 && !issues.some(isOther))
    if (meant) return meant.flatMap((one) => wordsOf({ ...one, path: [...issue.path, ...one.path] }))
  }
  const name = path.at(-1)
  // A key with nothing after it is null.
  const isMissing = issue.code === 'invalid_type' && / received (undefined|null)$/.test(issue.message)
  if (isMissing) return [{ path, message: `${String(name)} is missing` }]
  const message = shapeWords(issue)
  return [{ path, message: typeof name === 'string' ? `${name}: ${message}` : message }]
}
