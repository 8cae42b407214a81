import type { ReactNode } from 'react'
import css from './Glyph.module.css'

/** Shape says the state without colour: pies fill as work advances, solids are ends. */
const ring = <circle cx="7" cy="7" r="5.6" />
const solid = <circle cx="7" cy="7" r="6.3" fill="currentColor" stroke="none" />
const pie = (d: string) => (
  <>
    {ring}
    <path d={d} fill="currentColor" stroke="none" />
  </>
)
const cut = { stroke: 'var(--fo-surface)', strokeWidth: 1.7 }

const drawings = {
  dashed: <circle cx="7" cy="7" r="5.6" strokeDasharray="2.2 2.2" />,
  ring,
  quarter: pie('M7 3.4A3.6 3.6 0 0 1 10.6 7H7V3.4Z'),
  half: pie('M7 3.4a3.6 3.6 0 0 1 0 7.2V3.4Z'),
  threeQuarter: pie('M7 3.4A3.6 3.6 0 1 1 3.4 7H7V3.4Z'),
  pause: (
    <>
      {solid}
      <path d="M5.5 4.9v4.2M8.5 4.9v4.2" {...cut} />
    </>
  ),
  question: (
    <>
      {solid}
      <path
        d="M5.6 5.7c0-.9.7-1.4 1.5-1.4s1.4.5 1.4 1.2c0 1-1.4 1-1.4 2M7.1 9.6v.1"
        {...cut}
        strokeWidth={1.4}
      />
    </>
  ),
  stop: (
    <>
      {solid}
      <path d="M4.4 7h5.2" {...cut} />
    </>
  ),
  check: (
    <>
      {solid}
      <path d="m4.4 7.2 1.9 1.9 3.4-4" {...cut} />
    </>
  ),
  cross: (
    <>
      {solid}
      <path d="m5 5 4 4M9 5 5 9" {...cut} />
    </>
  ),
  slash: (
    <>
      {ring}
      <path d="m3.2 10.8 7.6-7.6" />
    </>
  ),
  lock: (
    <>
      <rect x="2.4" y="6" width="9.2" height="6.4" rx="1.4" fill="currentColor" stroke="none" />
      <path d="M4.4 6V4.4a2.6 2.6 0 0 1 5.2 0V6" />
    </>
  ),
  flag: <path d="M3.4 12.6V2h7.4L9 4.8l1.8 2.8H3.4" fill="currentColor" fillOpacity=".25" />,
} satisfies Record<string, ReactNode>

export type GlyphName = keyof typeof drawings

export function Glyph({ name, isLive = false }: { name: GlyphName; isLive?: boolean }) {
  return (
    <svg
      className={isLive ? css.live : css.glyph}
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {drawings[name]}
    </svg>
  )
}
