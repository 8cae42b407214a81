import type { GraphNode, StepGraph } from '#domain/runbook/graph-rules.ts'

/** Widths in units of a drawing that stretches; a column in which ways only part is narrow. */
const plain = 100
const narrow = 80
const gap = 20
const gapY = 16

const isFork = ({ step }: GraphNode) => step.parallel !== undefined || step.branch !== undefined

export interface Drawing {
  width: number
  /** Pixels. */
  height: number
  nodeHeight: number
  leftOf: (node: GraphNode) => number
  widthOf: (node: GraphNode) => number
  topOf: (node: GraphNode) => number
  /** The way between two steps, as a path. */
  pathOf: (from: GraphNode, to: GraphNode) => string
}

/** Where the steps of a graph stand in a drawing: across in units of its width, down in pixels. */
export function drawingOf({ nodes, columns, rows }: StepGraph, nodeHeight: number): Drawing {
  const widths = Array.from({ length: columns }, (_, column) =>
    nodes.filter((node) => node.column === column).every(isFork) ? narrow : plain,
  )
  const lefts = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width + gap, 0))
  const leftOf = ({ column }: GraphNode) => lefts[column] ?? 0
  const widthOf = ({ column }: GraphNode) => widths[column] ?? plain
  const topOf = ({ row }: GraphNode) => row * (nodeHeight + gapY)
  const middle = (node: GraphNode) => topOf(node) + nodeHeight / 2
  return {
    width: widths.reduce((sum, width) => sum + width + gap, -gap),
    height: rows * (nodeHeight + gapY) - gapY,
    nodeHeight,
    leftOf,
    widthOf,
    topOf,
    pathOf: (from, to) =>
      `M${leftOf(from) + widthOf(from)} ${middle(from)}H${leftOf(to) - gap / 2}V${middle(to)}H${leftOf(to)}`,
  }
}
