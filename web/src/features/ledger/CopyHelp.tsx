import { Section } from '../../ui/Section.tsx'
import type { Head } from './HeadMark.tsx'
import css from './ledger.module.css'

/** The forms of cli/ledger.ts. */
export function CopyHelp({ head }: { head: Head | undefined }) {
  return (
    <Section title="Take a copy and check it" note="in a terminal, in the folder of Front Office">
      <dl className={css.commands}>
        <div>
          <dt>
            <code>npm run ledger -- export --out ledger.jsonl</code>
          </dt>
          <dd>
            Writes every placed entry, one JSON line each. It signs in as an operator: it asks for e-mail and
            password, or takes FRONT_OFFICE_EMAIL and FRONT_OFFICE_PASSWORD. From another machine: --url with
            the address of Front Office.
          </dd>
        </div>
        <div>
          <dt>
            <code>npm run ledger -- verify ledger.jsonl</code>
          </dt>
          <dd>
            Checks the copy with nothing but itself, and names the first position at which it is not what was
            recorded.
          </dd>
        </div>
        {head && head.position > 0 && (
          <div>
            <dt>
              <code>{`npm run ledger -- verify ledger.jsonl --head ${head.position}:${head.hash}`}</code>
            </dt>
            <dd>
              Also wants the head of now in it. Keep this line somewhere else: later it shows whether the
              record up to here was changed since.
            </dd>
          </div>
        )}
      </dl>
    </Section>
  )
}
