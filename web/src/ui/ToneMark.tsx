import type { Tone } from '../theme/tokens.ts'
import { Glyph, type GlyphName } from './Glyph.tsx'
import css from './ToneMark.module.css'

export interface Look {
  word: string
  tone: Tone
  glyph: GlyphName
  isLive?: boolean
}

/** Icon, word and tone together: never colour alone. */
export function ToneMark({ look, isQuiet = false }: { look: Look; isQuiet?: boolean }) {
  return (
    <span className={css.mark} data-tone={look.tone} data-quiet={isQuiet || undefined}>
      <Glyph name={look.glyph} isLive={look.isLive} />
      <span className={css.word}>{look.word}</span>
    </span>
  )
}
