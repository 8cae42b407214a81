import { Section } from '../../ui/Section.tsx'
import type { Head } from './HeadMark.tsx'
import css from './ledger.module.css'

/** The forms of cli/ledger.ts. */
export function CopyHelp({ head }: { head: Head | undefined }) {
  const anchors = head?.anchors.find(({ place }) => place === 'file')
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
            the address of Front Office. With --resume it goes on with the file that is there; a name that
            ends with .gz is packed.
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
        {anchors && (
          <div>
            <dt>
              <code>{`npm run ledger -- verify ledger.jsonl --anchors ${anchors.target}`}</code>
            </dt>
            <dd>
              Also wants every head in it that was noted outside of the database: this shows a tail that was
              cut off, which the copy alone does not.
            </dd>
          </div>
        )}
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
        <div>
          <dt>
            <code>npm run ledger -- rebuild --check</code>
          </dt>
          <dd>
            Folds every entry again and compares what that comes to with every row that pages are read from.
          </dd>
        </div>
      </dl>
    </Section>
  )
}
