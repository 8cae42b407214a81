import type { CSSProperties, ReactNode } from 'react'
import { type GraphEdge, type GraphNode, stepGraph } from '#domain/runbook/graph-rules.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { kindOf } from '#domain/runbook/step-rules.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import type { Look } from '../../ui/ToneMark.tsx'
import { type Drawing, drawingOf } from './graph-place.ts'
import css from './StepGraph.module.css'
import { kindWords, stepTitle } from './step-look.ts'

/** How a step stands in a run. */
export interface StepView {
  title: string
  look: Look
  /** Of a step that was not begun: how it will be reached is drawn lightly. */
  isBegun: boolean
  href: string | null
  /** After the word of its state. */
  note: ReactNode
}

interface StepGraphProps {
  label: string
  steps: readonly RunbookStep[]
  /** Without it the graph shows the plan. */
  viewOf?: (step: RunbookStep) => StepView
}

/** Steps as a list that is laid out as a graph where there is room: columns by what comes before. */
export function StepGraph({ label, steps, viewOf }: StepGraphProps) {
  const graph = stepGraph(steps)
  const drawing = drawingOf(graph, viewOf ? 124 : 90)
  const size = { '--graph-width': drawing.width, '--graph-height': `${drawing.height}px` }
  const nodeOf = new Map(graph.nodes.map((node) => [node.step.id, node]))
  const isBegun = ({ step }: GraphNode) => viewOf?.(step).isBegun ?? true
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so it needs the keyboard
    <section className={css.scroll} aria-label={label} tabIndex={0}>
      <div className={css.graph} style={size as CSSProperties}>
        <svg
          className={css.edges}
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {graph.edges.map(({ from, to }) => {
            const [start, end] = [nodeOf.get(from), nodeOf.get(to)]
            if (!start || !end) return null
            return (
              <path
                key={`${from} ${to}`}
                d={drawing.pathOf(start, end)}
                data-begun={isBegun(end) || undefined}
              />
            )
          })}
        </svg>
        <ol className={css.steps}>
          {graph.nodes.map((node) => (
            <Node
              key={node.step.id}
              {...{ node, drawing }}
              way={wayTo(graph.edges, node)}
              view={viewOf?.(node.step)}
            />
          ))}
        </ol>
      </div>
    </section>
  )
}

/** The outcome that leads to a step, in words of the list. */
const wayTo = (edges: GraphEdge[], { step }: GraphNode) =>
  edges.find(({ to, label }) => to === step.id && label !== null)?.label ?? null

interface NodeProps {
  node: GraphNode
  drawing: Drawing
  way: string | null
  view: StepView | undefined
}

function Node({ node, drawing, way, view }: NodeProps) {
  const { step, depth } = node
  const percent = (units: number) => `${(100 * units) / drawing.width}%`
  const place = {
    '--node-left': percent(drawing.leftOf(node)),
    '--node-width': percent(drawing.widthOf(node)),
    '--node-top': `${drawing.topOf(node)}px`,
    '--node-height': `${drawing.nodeHeight}px`,
    '--node-depth': depth,
  } as CSSProperties
  const title = view?.title ?? stepTitle(step)
  return (
    <li
      className={css.node}
      style={place}
      aria-label={step.id}
      data-tone={view?.look.tone}
      data-ahead={view?.isBegun === false || undefined}
    >
      <p className={css.title} title={title}>
        {view?.href ? (
          <AppLink href={view.href} className={css.link}>
            {title}
          </AppLink>
        ) : (
          title
        )}
      </p>
      <p className={css.kind}>
        {kindWords[kindOf(step)]} · {step.id}
        {way && <span className={css.way}> · {way === 'else' ? way : `if ${way}`}</span>}
      </p>
      {view && (
        <p className={css.state}>
          <Glyph name={view.look.glyph} isLive={view.look.isLive} />
          <span className={css.words}>
            <span className={css.word}>{view.look.word}</span>{' '}
            {view.note && <span className={css.note}>{view.note}</span>}
          </span>
        </p>
      )}
    </li>
  )
}
