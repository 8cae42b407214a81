import type { CSSProperties, ReactNode } from 'react'
import { type GraphEdge, type GraphNode, stepGraph } from '#domain/runbook/graph-rules.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { kindOf } from '#domain/runbook/step-rules.ts'
import css from './StepGraph.module.css'
import { kindWords, stepTitle } from './step-look.ts'

const width = 176
const height = 84
const gapX = 44
const gapY = 16

interface StepGraphProps {
  label: string
  steps: readonly RunbookStep[]
  /** Its state and its links; without it the graph shows the plan. */
  detail?: (step: RunbookStep) => ReactNode
}

/** Steps as a list that is laid out as a graph where there is room: columns by what comes before. */
export function StepGraph({ label, steps, detail }: StepGraphProps) {
  const { nodes, edges, columns, rows } = stepGraph(steps)
  const size = { width: columns * (width + gapX) - gapX, height: rows * (height + gapY) - gapY }
  const places = new Map(nodes.map((node) => [node.step.id, node]))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so it needs the keyboard
    <section className={css.scroll} aria-label={label} tabIndex={0}>
      <div
        className={css.graph}
        style={{ '--graph-width': `${size.width}px`, '--graph-height': `${size.height}px` } as CSSProperties}
      >
        <svg className={css.edges} viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
          {edges.map((edge) => (
            <Edge key={`${edge.from} ${edge.to}`} edge={edge} places={places} />
          ))}
        </svg>
        <ol className={css.steps}>
          {nodes.map((node) => (
            <Node key={node.step.id} node={node} way={wayTo(edges, node)} detail={detail?.(node.step)} />
          ))}
        </ol>
      </div>
    </section>
  )
}

/** The outcome that leads to a step, in words of the list. */
const wayTo = (edges: GraphEdge[], { step }: GraphNode) =>
  edges.find(({ to, label }) => to === step.id && label !== null)?.label ?? null

const leftOf = ({ column }: GraphNode) => column * (width + gapX)
const topOf = ({ row }: GraphNode) => row * (height + gapY)

function Edge({ edge, places }: { edge: GraphEdge; places: Map<string, GraphNode> }) {
  const from = places.get(edge.from)
  const to = places.get(edge.to)
  if (!from || !to) return null
  const [x1, y1, x2, y2] = [
    leftOf(from) + width,
    topOf(from) + height / 2,
    leftOf(to),
    topOf(to) + height / 2,
  ]
  const bend = x2 - gapX / 2
  return <path d={`M${x1} ${y1}H${bend}V${y2}H${x2}`} />
}

interface NodeProps {
  node: GraphNode
  way: string | null
  detail: ReactNode
}

function Node({ node, way, detail }: NodeProps) {
  const { step, depth } = node
  const place = {
    '--node-left': `${leftOf(node)}px`,
    '--node-top': `${topOf(node)}px`,
    '--node-depth': depth,
  } as CSSProperties
  return (
    <li className={css.node} style={place}>
      <p className={css.kind}>
        {kindWords[kindOf(step)]} · {step.id}
        {way && ` · if ${way}`}
      </p>
      <p className={css.title} title={stepTitle(step)}>
        {stepTitle(step)}
      </p>
      {detail && <div className={css.detail}>{detail}</div>}
    </li>
  )
}
