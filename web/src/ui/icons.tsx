import type { ReactNode } from 'react'

/** Drawn on a 16 px grid, 1.4 px stroke, current colour. Decorative: the word beside it carries the meaning. */
const drawings = {
  home: <path d="M2.5 7.2 8 2.8l5.5 4.4M4 6.4v6.8h8V6.4M6.7 13.2V9.6h2.6v3.6" />,
  inbox: <path d="M2.2 9.2 4 3.4h8l1.8 5.8v3.4H2.2V9.2Zm0 0h3.4l.9 1.6h3l.9-1.6h3.4" />,
  projects: <path d="m8 2.4 5.8 3L8 8.4l-5.8-3 5.8-3ZM2.2 8.1 8 11.1l5.8-3M2.2 10.8l5.8 3 5.8-3" />,
  executor: (
    <path d="M2.6 3.2h10.8v4H2.6v-4Zm0 5.6h10.8v4H2.6v-4ZM5 5.2h.1M5 10.8h.1M7.2 5.2h3.6M7.2 10.8h3.6" />
  ),
  ledger: <path d="M3.4 2.4h9.2v11.2H3.4V2.4Zm2.4 3h4.4M5.8 8h4.4M5.8 10.6h2.6" />,
  search: <path d="M7 11.4A4.4 4.4 0 1 0 7 2.6a4.4 4.4 0 0 0 0 8.8Zm3.2-1.2 3.4 3.4" />,
  shield: <path d="M8 2.2 13 4v3.8c0 2.9-2 5-5 6-3-1-5-3.1-5-6V4l5-1.8Z" />,
  chevron: <path d="m6 3.8 4.2 4.2L6 12.2" />,
  check: <path d="m3 8.6 3.2 3.2L13 4.8" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  clock: <path d="M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2ZM8 5v3.2l2.2 1.4" />,
  alert: <path d="M8 2.6 14 13H2L8 2.6ZM8 6.6v3M8 11.2v.1" />,
  question: (
    <path d="M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2ZM6.4 6.5c.1-1 .8-1.5 1.7-1.5s1.6.6 1.6 1.4c0 1.2-1.6 1.3-1.6 2.4M8 10.9v.1" />
  ),
  send: <path d="M13.6 2.4 7 9M13.6 2.4 9.4 13.6 7 9 2.4 6.6l11.2-4.2Z" />,
  money: (
    <path d="M2.2 4h11.6v8H2.2V4ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM4.4 6v.1M11.6 9.9v.1" />
  ),
  person: <path d="M8 7.6a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-4.8 6c.3-2.6 2.2-4 4.8-4s4.5 1.4 4.8 4" />,
  system: (
    <path d="M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM8 2.2v2M8 11.8v2M2.2 8h2M11.8 8h2M3.9 3.9l1.4 1.4M10.7 10.7l1.4 1.4M12.1 3.9l-1.4 1.4M5.3 10.7l-1.4 1.4" />
  ),
  external: <path d="M6.4 3.4H3.2v9.4h9.4V9.6M9 2.8h4.2V7M13 3 7.6 8.4" />,
  file: <path d="M3.8 2.4h5.4l3 3v8.2H3.8V2.4Zm5.2.2v3h3" />,
  pulse: <path d="M1.8 8.4h3l1.8-4.6 2.8 8.6 1.8-4h3" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawings

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      {drawings[name]}
    </svg>
  )
}
