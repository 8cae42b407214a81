/** What an operator asks to settle a fork, of a task and of a run of a runbook. */
export const settlingCommand = 'settleFork'

const ways = { task: 'go on from its record, or end it', run: 'go on from its record, or cancel it' }

/**
 * What forked takes one word alone: which of its two accounts counts. Null where it is not frozen, or this is that word.
 */
export const frozenRefusal = (what: 'task' | 'run', status: string, asked: string): string | null =>
  status === 'frozen' && asked !== settlingCommand
    ? `This ${what} is frozen, because two accounts of it do not fit together. Settle it first: ${ways[what]}.`
    : null

interface Asked {
  intent: { command: string }
}

/** Nothing else counts until the fork is settled, so that of what arrives at once this comes first. */
export const settlingFirst = <T extends Asked>(asked: readonly T[]): T[] =>
  asked.toSorted((a, b) => Number(isSettling(b)) - Number(isSettling(a)))

const isSettling = ({ intent }: Asked) => intent.command === settlingCommand
