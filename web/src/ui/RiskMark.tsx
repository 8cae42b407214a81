import type { Risk } from '#domain/approval/risk.ts'
import { type Look, ToneMark } from './ToneMark.tsx'

const looks: Record<Risk, Look> = {
  low: { word: 'Low risk', tone: 'muted', glyph: 'ring' },
  medium: { word: 'Medium risk', tone: 'waiting', glyph: 'half' },
  high: { word: 'High risk', tone: 'danger', glyph: 'flag' },
}

/** How much harm a yes may do. */
export const RiskMark = ({ level, isQuiet = false }: { level: Risk; isQuiet?: boolean }) => (
  <ToneMark look={looks[level]} isQuiet={isQuiet} />
)
