import type { RefusalCode } from '../errors.ts'
import type { Difference, FindingKind } from './finding.ts'
import type { FindingState } from './finding-state.ts'
import { closingRefusal } from './permission-rules.ts'

export const verdicts = ['repair', 'adopt', 'ignore'] as const
export type Verdict = (typeof verdicts)[number]

/** What a decision needs to know of a finding. */
export type Decidable = Pick<
  FindingState,
  'kind' | 'difference' | 'subject' | 'status' | 'ours' | 'theirs' | 'repair'
>

/** A repair that nobody heard of for so long may be asked for again, milliseconds. */
export const repairPatienceMs = 120_000

/** Why what stood on an executor is settled once that is retired. */
export const retiredReason = (executorId: string): string =>
  `${executorId} is retired: nobody looks there any more.`

const standing = new Set(['open', 'repairing', 'ignored'])

/** Whether it still says something about now. */
export const isStanding = ({ status }: Pick<FindingState, 'status'>): boolean => standing.has(status)

/** Why this can't be decided now; null where it can. Asked by the button and again by the server. */
export function verdictRefusal(
  finding: Decidable,
  verdict: Verdict,
  at: string,
): { code: RefusalCode; message: string } | null {
  if (!isStanding(finding))
    return { code: 'finding_settled', message: `There is nothing to decide: it is ${finding.status}.` }
  if (finding.status === 'repairing' && !isOverdue(finding, at)) {
    const message = 'It is being repaired. What a second look finds is written here.'
    return { code: 'finding_settled', message }
  }
  const byHand = verdict === 'repair' ? handWork(finding) : verdict === 'adopt' ? notAdoptable(finding) : null
  return byHand ? { code: 'finding_by_hand', message: byHand } : null
}

const isOverdue = ({ repair }: Decidable, at: string) =>
  repair !== null && Date.parse(at) - Date.parse(repair.askedAt) > repairPatienceMs

type Case = `${FindingKind} ${Difference}`

const repairableHere: readonly Case[] = [
  'task missing',
  'task lost',
  'runbook missing',
  'runbook lost',
  'workflow extra',
  'workflow paused',
  'workflow ahead',
  'projection changed',
]
const isRepairableHere = (by: Case) => repairableHere.includes(by)

const handWorkHere: Partial<Record<Case, string>> = {
  'projection unlike':
    'Front Office writes only a task’s own rows again: not those of its money (reservations of runs, grants given in advance), and nothing of anything else. npm run ledger -- rebuild --check shows what differs; --stream with its id shows this one alone. Find out what wrote it, and put the row right in the database as the entries say. It goes from here by itself once they agree.',
  'run extra':
    'Give OpenClaw’s agent an agent of a project here: what it runs from then on is recorded. Or stop what starts it, on the gateway.',
  'run_end unheeded':
    'Restart the gateway on its Mac, or end the session there. What the run calls is blocked, but for what is safe. It is looked for again and again, and goes from here once it has ended.',
  'gate_plugin extra':
    'Disable this plugin on the gateway (openclaw plugins disable), or ignore it with a reason if you trust it with every call. It goes from here by itself once it is gone.',
  'gate_plugin changed':
    'Find the plugin that changes calls on the gateway and disable it, look at what the call did, and approve nothing meanwhile. It goes from here once no other plugin hooks the calls.',
  'gate_plugin ungated':
    'Look at what the call did, and put right by hand what should not be. Find out what ran it: another plugin on the gateway that hooks calls, or a gateway that has to be restarted. It stays here until somebody ignores it with a reason, and shows itself again with the next such call.',
  'workflow stuck':
    'It waits for a version of Front Office that can go on with it. Update, or reset it in Temporal.',
  'reset taken_over':
    'The run that took over is not in order yet. Look at what it is about: what holds it up is another finding.',
  'relay stuck':
    'Look at the log of the control worker, and whether Temporal answers. What was asked waits meanwhile; nothing is lost.',
  'sequencer stuck':
    'Look at the log of the control worker, and start it again: then it looks for every entry that has no place. What is recorded stays recorded; feed, exports and totals wait for it.',
  'anchor changed':
    'Find out who put the database back, or changed it: docs/restored.md says how. If it was restored on purpose, say so on the ledger page, and this goes by itself. If nobody did, keep the last export and what is noted in this place: they show what is not there any more.',
  'anchor stuck':
    'Look whether the control worker can read and write this place, and what its log says. It goes from here once the head is noted there again.',
  'artifact missing':
    'Put the file back from a backup of the store, under its hash; or have the agent record it again.',
  'artifact changed':
    'Put the file back from a backup of the store, under its hash; or have the agent record it again.',
  'artifact lost':
    'Have an agent record it again where it is still needed. If the data folder of that executor’s worker was kept or is in a backup, the file is in it. Ignore this with a reason once nobody needs it.',
  'blob missing': 'Put it back from a backup: what was there has exactly this hash. It can’t be made again.',
}

/** Why Front Office can't repair it, and what a person does instead; null where it can. */
export function handWork({ kind, difference, subject, ours }: Decidable): string | null {
  const by: Case = `${kind} ${difference}`
  if (kind === 'agent')
    return difference === 'missing'
      ? 'Make this agent in OpenClaw, or give the agents that work on it another one. Front Office makes none by itself.'
      : 'Agents are set up in OpenClaw. Change it there, or adopt it.'
  if (kind === 'permission')
    return difference === 'extra' && !closingRefusal(subject.key)
      ? null
      : 'How commands are allowed is set in OpenClaw. Change it there, or adopt it.'
  if (by === 'agent_file extra')
    return 'OpenClaw deletes no agent’s file when asked. Delete it in the agent’s folder, or adopt it.'
  const ownHand = handWorkHere[by]
  if (ownHand) return ownHand
  if (isRepairableHere(by)) return null
  if (by === 'cron extra' || by === 'cron duplicate') return null
  if (!ours?.text)
    return 'The record holds no text of it: it was too long. Put it right by hand, or adopt it.'
  if (ours.isMasked)
    return 'The record holds it without its secrets, so it can’t be written back. Put it right by hand, or adopt it.'
  return null
}

const notOfTheRecord: ReadonlySet<FindingKind> = new Set([
  'reset',
  'relay',
  'sequencer',
  'blob',
  'artifact',
  'anchor',
])

function notAdoptable({ kind, difference, ours }: Decidable): string | null {
  if (kind === 'projection' && difference === 'unlike')
    return 'It is what its entries say. Put it right by hand, or ignore it with a reason.'
  if (kind === 'task' || kind === 'workflow' || kind === 'projection')
    return 'It is what its record says. Repair it, or ignore it with a reason.'
  if (kind === 'runbook') return 'A run is what its record says. Repair it, or ignore it with a reason.'
  if (kind === 'run_end') return 'It is to end. Once it has, this goes by itself; or ignore it with a reason.'
  if (kind === 'agent_skills')
    return 'A policy says which skills it may use. Change the policy, or repair it.'
  if (kind === 'gate_plugin')
    return 'What is let pass is what has to run. Take the plugin away, or ignore it with a reason.'
  if (kind === 'run') return 'What ran has run. Give its agent one of ours, or ignore it with a reason.'
  if (notOfTheRecord.has(kind)) return 'There is nothing here that could be held to be right.'
  if (kind === 'agent' && difference === 'missing' && ours?.hash === '')
    return 'An agent of Front Office works on it. Make it in OpenClaw, or give that agent another one.'
  return null
}

/** What repairing will do, to stand beside the button. */
export function repairWords({
  kind,
  difference,
  subject,
}: Pick<FindingState, 'kind' | 'difference' | 'subject'>): string {
  const words: Partial<Record<Case, string>> = {
    'cron missing': `add the job ${subject.name} to the gateway again, as the record has it`,
    'cron extra': `remove the job ${subject.name} from the gateway`,
    'cron duplicate': `remove this second job ${subject.name} from the gateway and leave the first one`,
    'cron changed': `write the record’s version of the job ${subject.name} to the gateway`,
    'agent_skills changed': `write the list that the policy says to OpenClaw’s agent ${subject.name}`,
    'permission extra': `take ${subject.name} off what the gateway lets pass`,
    'agent_file missing': `write ${subject.name} again, as the record has it`,
    'agent_file changed': `write the record’s version over ${subject.name}; what is there now stays in the ledger`,
    'task lost': 'start the task’s workflow again from its record; it goes on where the record ends',
    'workflow paused': 'let go on in Temporal what is paused there',
    'workflow ahead':
      'put the entries back that the record lost and the histories of its workflow show; where not all can be, end the run that knows more and start it again from the record, asking the executor’s journal about effects',
    'projection changed': 'fold the task’s entries again and write its row from them',
    'task missing': 'start the task’s workflow again from its record; it goes on where the record ends',
    'runbook lost': 'start the run’s workflow again from its record; steps that have ended stay ended',
    'runbook missing': 'start the run’s workflow again from its record; steps that have ended stay ended',
    'workflow extra': 'end this workflow in Temporal; there is no task that it could belong to',
  }
  return words[`${kind} ${difference}`] ?? ''
}

/** What adopting will do, to stand beside the button. */
export function adoptWords({ kind, theirs }: Pick<FindingState, 'kind' | 'theirs'>): string {
  const words: Partial<Record<FindingKind, string>> = {
    cron: 'job',
    agent_file: 'file',
    permission: 'permission',
  }
  const what = words[kind] ?? kind
  return theirs
    ? `hold the gateway’s version of this ${what} to be right from now on`
    : `hold it to be right that this ${what} is not there`
}

const meanings: Partial<Record<Case, string>> = {
  'cron missing': 'A job that the record counts on is gone from the gateway: it does not run any more.',
  'cron extra': 'A job that the record does not know runs on the gateway.',
  'cron changed': 'The job on the gateway is not the one in the record: it was edited there.',
  'cron duplicate': 'The same job is on the gateway twice, so what it does happens twice.',
  'agent missing': 'The gateway does not have this agent: runs for it fail.',
  'agent extra': 'There is an agent on the gateway that the record does not know.',
  'agent changed': 'The agent is set up otherwise on the gateway than in the record.',
  'run extra':
    'An agent ran on the gateway, nobody here asked for it, and no task has it: its cost counts nowhere, and all that is not safe was blocked.',
  'run_end unheeded':
    'The gateway was told to end this run, and it lives on there: it uses tokens and may still do what is safe.',
  'gate_plugin extra':
    'Another plugin on the gateway hooks the calls of tools: it can change what a call does beside the gate.',
  'gate_plugin changed':
    'A call ran with other parameters than the gate had let pass: another plugin on the gateway changed it.',
  'gate_plugin ungated':
    'A call that is neither safe nor approved ran, and the gate had not let it pass: the gateway ran it past Front Office.',
  'permission missing': 'The record lets this pass on the gateway, and the gateway asks about it by now.',
  'permission extra': 'The gateway lets this pass without asking, and nobody here allowed it.',
  'permission changed': 'What the gateway lets pass without asking is otherwise than in the record.',
  'agent_skills changed':
    'OpenClaw lets the agent use other skills than its policy says: its list was changed there, or could not be written.',
  'agent_file missing': 'A file that tells the agent who it is and what to do is gone.',
  'agent_file extra': 'There is a file that tells the agent what to do, and the record does not know it.',
  'agent_file changed': 'A file that tells the agent who it is and what to do was edited on the executor.',
  'task missing':
    'The task is open in the record and nothing in Temporal works on it: it stands still until it is started again.',
  'task lost':
    'The task is open in the record and Temporal knows no workflow of it: its history was lost. It is started again from its record by itself.',
  'runbook missing':
    'The run of a runbook is open in the record and nothing in Temporal works on it: it stands still until it is started again.',
  'runbook lost':
    'The run of a runbook is open in the record and Temporal knows no workflow of it: its history was lost. It is started again from its record by itself.',
  'workflow paused': 'Somebody paused it in Temporal: the task stands still until it is let go on.',
  'workflow ahead':
    'The record was put back to an older moment: the workflow knows what came after it and can’t go on writing.',
  'projection changed':
    'A row that is read does not say what the task’s entries come to: something other than Front Office wrote it.',
  'projection unlike':
    'A row that is read does not say what the ledger’s entries come to: something other than Front Office wrote it.',
  'reset taken_over':
    'The workflow was reset in Temporal. The new run went back to what it knew; what is known of effects stayed.',
  'relay stuck': 'What operators asked for waits to be delivered, longer than a restart takes.',
  'sequencer stuck':
    'Entries wait for their place in the one order, longer than a restart takes: feed and exports do not show them.',
  'anchor changed':
    'What was noted of the ledger outside of the database is not in it any more: it was put back to an older moment, cut or changed.',
  'anchor stuck': 'The head of the ledger can’t be noted outside of the database: a cut would not show.',
  'artifact missing': 'The bytes of an artifact are gone from the store: it can’t be shown or downloaded.',
  'artifact changed': 'The bytes of an artifact are not those that were recorded any more.',
  'artifact lost':
    'The bytes of an artifact lay only on an executor, which was retired, lost them or had no room for them before it had sent them: here is only their hash.',
  'blob missing': 'The record names a text by its hash, and the text is not there any more.',
  'workflow extra': 'A workflow runs in Temporal for a task that the record does not have.',
  'workflow stuck': 'The task’s workflow fails again and again at the same step and does not get on.',
}

/** What it means, in one sentence. */
export const meaningOf = ({ kind, difference }: Pick<FindingState, 'kind' | 'difference'>): string =>
  meanings[`${kind} ${difference}`] ?? 'The record and what is there disagree.'

/** What stops work, or does it twice. */
export const heavyCases: readonly Case[] = [
  'agent missing',
  'task missing',
  'task lost',
  'runbook missing',
  'runbook lost',
  'workflow stuck',
  'workflow paused',
  'workflow ahead',
  'relay stuck',
  'sequencer stuck',
  'cron duplicate',
  'gate_plugin changed',
  'gate_plugin ungated',
  'anchor changed',
]

export const isHeavy = ({ kind, difference }: Pick<FindingState, 'kind' | 'difference'>): boolean =>
  heavyCases.includes(`${kind} ${difference}`)
