import { stageMeanings } from '#domain/project/stage-rules.ts'
import type { Stage } from '#domain/project/stages.ts'
import type { Look } from './ToneMark.tsx'

const shapes: Record<Stage, Pick<Look, 'tone' | 'glyph'>> = {
  idea: { tone: 'muted', glyph: 'dashed' },
  active: { tone: 'positive', glyph: 'ring' },
  paused: { tone: 'muted', glyph: 'pause' },
  wound_down: { tone: 'muted', glyph: 'slash' },
}

export const stageLook = (stage: Stage): Look => ({ word: stageMeanings[stage].word, ...shapes[stage] })
