import { Modal } from '@mantine/core'
import { KeyHint } from '../../ui/KeyHint.tsx'
import css from './KeysHelp.module.css'

const keys: [keys: string[], what: string][] = [
  [['J', 'K'], 'the next item, the one before'],
  [['A', 'R'], 'go to Approve, to Reject; Enter decides'],
  [['E', 'Q'], 'go to Change and approve, to Ask the agent'],
  [['1', '9'], 'choose an answer of a question'],
  [['S'], 'snooze'],
  [['T'], 'hand over'],
  [['X'], 'select the item that is open'],
  [['⇧ X'], 'select up to the item that is open'],
  [['⇧ L'], 'select the approvals below high risk'],
  [['⇧ A', '⇧ R'], 'go to Approve, to Reject, of what is selected; Enter lists it first'],
  [['Esc'], 'end selecting'],
  [['⌘ K'], 'search, or Ctrl K'],
  [['?'], 'these keys'],
]

/** No single key decides or sends anything. */
export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Keys of the inbox"
      closeButtonProps={{ 'aria-label': 'Close' }}
      // The keys of the inbox behind it rest.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <dl className={css.keys}>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <KeyHint key={name} keys={name} />
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
