import type { ContextManifest } from '#domain/context-pack/context-pack.ts'
import css from './BudgetBar.module.css'
import { tokensWords } from './document-words.ts'

interface Share {
  label: string
  tokens: number
}

/** Rules and task first, then always included documents, then what was found; together at most the budget. */
export function sharesOf({ tokens, documents }: ContextManifest): Share[] {
  const of = (why: 'always' | 'found') =>
    documents.filter((part) => part.why === why).reduce((sum, part) => sum + part.tokens, 0)
  return [
    { label: 'rules and task', tokens: tokens.mustHaves },
    { label: 'always given', tokens: of('always') },
    { label: 'found for the task', tokens: of('found') },
  ]
}

/** How full a pack is; the figures stand in words below, so that no colour has to be told apart. */
export function BudgetBar({ manifest }: { manifest: ContextManifest }) {
  const { budget, tokens } = manifest
  const used = tokens.system + tokens.task
  const whole = Math.max(budget, used)
  const shares = sharesOf(manifest).filter((share) => share.tokens > 0)
  return (
    <div className={css.budget}>
      <div
        className={css.bar}
        role="img"
        aria-label={`${tokensWords(used)} of a budget of ${budget.toLocaleString('en-US')}`}
      >
        {shares.map((share) => (
          <span
            key={share.label}
            className={css.share}
            data-share={share.label.split(' ')[0]}
            style={{ width: `${(100 * share.tokens) / whole}%` }}
          />
        ))}
      </div>
      <p className={css.words}>
        <strong>
          {used.toLocaleString('en-US')} of {tokensWords(budget)}
        </strong>
        {shares.map((share) => (
          <span key={share.label} className={css.key}>
            <span className={css.dot} data-share={share.label.split(' ')[0]} />
            {share.tokens.toLocaleString('en-US')} {share.label}
          </span>
        ))}
      </p>
      {used > budget && <p>What must be given is more than the budget, so no document was added.</p>}
    </div>
  )
}
