import type { RunbookStep } from './runbook.ts'
import { listsIn } from './step-rules.ts'

export interface GraphNode {
  step: RunbookStep
  /** From 0; what comes later stands further right. */
  column: number
  /** From 0; ways that go on at once, or instead of each other, stand below each other. */
  row: number
  /** How many steps it is within. */
  depth: number
}

export interface GraphEdge {
  from: string
  to: string
  /** The outcome that leads there; null for the plain way on. */
  label: string | null
}

export interface StepGraph {
  nodes: GraphNode[]
  edges: GraphEdge[]
  columns: number
  rows: number
}

interface Place {
  column: number
  row: number
  depth: number
  /** What leads to the first step of the list. */
  from: Omit<GraphEdge, 'to'>[]
}

interface Laid {
  /** What leads on from the list. */
  ends: Omit<GraphEdge, 'to'>[]
  columns: number
  rows: number
}

/** Where each step of a runbook stands, and what leads to it. */
export function stepGraph(steps: readonly RunbookStep[]): StepGraph {
  const graph: StepGraph = { nodes: [], edges: [], columns: 0, rows: 0 }
  const { columns, rows } = layList(graph, steps, { column: 0, row: 0, depth: 0, from: [] })
  return { ...graph, columns, rows }
}

function layList(graph: StepGraph, steps: readonly RunbookStep[], place: Place): Laid {
  let from = place.from
  let columns = 0
  let rows = 1
  for (const step of steps) {
    const here = { ...place, column: place.column + columns, from }
    const laid = layStep(graph, step, here)
    from = laid.ends
    columns += laid.columns
    rows = Math.max(rows, laid.rows)
  }
  return { ends: from, columns, rows }
}

function layStep(graph: StepGraph, step: RunbookStep, { column, row, depth, from }: Place): Laid {
  graph.nodes.push({ step, column, row, depth })
  for (const edge of from) graph.edges.push({ ...edge, to: step.id })
  let columns = 0
  let rows = 0
  const ends: Laid['ends'] = []
  for (const { steps, label } of listsIn(step)) {
    const lead = [{ from: step.id, label }]
    const laid = layList(graph, steps, { column: column + 1, row: row + rows, depth: depth + 1, from: lead })
    rows += laid.rows
    columns = Math.max(columns, laid.columns)
    ends.push(...laid.ends)
  }
  // A branch may have no case for what came out: then it goes on by itself.
  const goesOn = step.parallel === undefined && step.branch?.else === undefined
  return {
    ends: goesOn ? [...ends, { from: step.id, label: null }] : ends,
    columns: columns + 1,
    rows: Math.max(rows, 1),
  }
}
