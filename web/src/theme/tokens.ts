/** Neutral and interactive colours. One line each: what it is for. */
interface Neutrals {
  canvas: string // behind everything; navigation and header sit on it
  surface: string // where content is read; the only other large area
  sunken: string // quoted, recorded or read-only material inside a surface
  hover: string // row or control under the pointer
  selected: string // the one row or place you are in
  line: string // hairline between rows and around surfaces
  lineStrong: string // edge of something you can operate
  text: string // what you came to read
  text2: string // what explains it
  text3: string // labels, units, times
  accent: string // links, primary action, current place
  accentHover: string // filled accent under the pointer
  onAccent: string // text on a filled accent
  focus: string // keyboard focus ring, nothing else
}

/** What a state asks of the operator, not how it looks. */
export const toneMeanings = {
  positive: 'finished well or healthy; nothing to do',
  waiting: 'stands still until a person or a date; probably you',
  blocked: 'cannot go on until a cause is removed',
  danger: 'went wrong or may do harm; look now',
  info: 'moving by itself; watch if you like',
  muted: 'not started, ended without result, or background',
} as const

export type Tone = keyof typeof toneMeanings
/** ink = text and icon on surface, canvas or soft; soft = tint behind a whole line. */
type Tones = Record<Tone, { ink: string; soft: string }>

interface Scheme {
  neutrals: Neutrals
  tones: Tones
  shadow: string // the only shadow: things that float over the page
}

export const light: Scheme = {
  neutrals: {
    canvas: '#f5f5f3',
    surface: '#ffffff',
    sunken: '#fafaf8',
    hover: '#f4f4f1',
    selected: '#e9f2f4',
    line: '#e8e8e4',
    lineStrong: '#d2d2cc',
    text: '#17191b',
    text2: '#4d5155',
    text3: '#64686c',
    accent: '#126c82',
    accentHover: '#0d586b',
    onAccent: '#ffffff',
    focus: '#1787a3',
  },
  tones: {
    positive: { ink: '#1a7347', soft: '#e9f4ee' },
    waiting: { ink: '#855600', soft: '#fbf2df' },
    blocked: { ink: '#a53f0c', soft: '#fbece4' },
    danger: { ink: '#b3261e', soft: '#fbeae8' },
    info: { ink: '#3757a6', soft: '#ecf0fa' },
    muted: { ink: '#5f6367', soft: '#f0f0ed' },
  },
  shadow: '0 1px 2px rgb(23 25 27 / 6%), 0 8px 24px rgb(23 25 27 / 10%)',
}

export const dark: Scheme = {
  neutrals: {
    canvas: '#0e0f10',
    surface: '#151719',
    sunken: '#111314',
    hover: '#1c1f21',
    selected: '#14272d',
    line: '#25282b',
    lineStrong: '#3b3f43',
    text: '#ebecec',
    text2: '#b4b8bb',
    text3: '#959a9e',
    accent: '#62bbcf',
    accentHover: '#7fd0e2',
    onAccent: '#06232b',
    focus: '#8fd8e9',
  },
  tones: {
    positive: { ink: '#6fce9b', soft: '#13261c' },
    waiting: { ink: '#e5b454', soft: '#2a2212' },
    blocked: { ink: '#f0975f', soft: '#2e1d13' },
    danger: { ink: '#f58a80', soft: '#301918' },
    info: { ink: '#93aef0', soft: '#192135' },
    muted: { ink: '#a2a6aa', soft: '#202326' },
  },
  shadow: '0 0 0 1px rgb(255 255 255 / 6%), 0 12px 32px rgb(0 0 0 / 50%)',
}

/** Pixels. Nothing that is read is set in another size; initials and key caps are drawn, not set. */
export const type = {
  xs: 12, // units, times, hashes, column heads
  sm: 13, // second lines, controls
  md: 14, // everything that is read
  lg: 18, // the one sentence that sums up a page; figures
  xl: 24, // page title
} as const

/** Between things: 4 in a line, 8 controls, 12 mark and word, 16 blocks, 24 groups, 32 sections. */
export const space = { xs: 4, sm: 8, md: 12, lg: 16, xl: 24, xxl: 32 } as const
export const radius = { sm: 4, md: 6, lg: 10 } as const // mark, control, surface
