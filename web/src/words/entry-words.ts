import type { Entry } from '#api/ledger/contract.ts'
import type { EntryType } from '#domain/ledger/entry.ts'
import { agentWords } from './agent-words.ts'
import { apiKeyWords } from './api-key-words.ts'
import { artifactWords } from './artifact-words.ts'
import { documentWords } from './document-words.ts'
import { effectWords } from './effect-words.ts'
import { executorWords } from './executor-words.ts'
import { findingWords } from './finding-words.ts'
import { inboxWords } from './inbox-words.ts'
import { killSwitchWords } from './kill-switch-words.ts'
import { operatorWords } from './operator-words.ts'
import { policyWords } from './policy-words.ts'
import { projectOutcomeWords } from './project-outcome-words.ts'
import { projectWords } from './project-words.ts'
import { qualityWords } from './quality-words.ts'
import { runWords } from './run-words.ts'
import { runbookWords } from './runbook-words.ts'
import type { About, Said, Words } from './said.ts'
import { standingGrantWords } from './standing-grant-words.ts'
import { taskWords } from './task-words.ts'

const words: Words = {
  ...projectWords,
  ...projectOutcomeWords,
  ...agentWords,
  ...executorWords,
  ...operatorWords,
  ...apiKeyWords,
  ...documentWords,
  ...artifactWords,
  ...inboxWords,
  ...policyWords,
  ...killSwitchWords,
  ...standingGrantWords,
  ...runbookWords,
  ...findingWords,
  ...taskWords,
  ...runWords,
  ...effectWords,
  ...qualityWords,
}

const isKnown = (type: string): type is EntryType => type in words

/** A type that a newer server writes is still shown, by its own name. */
export function saidOf(entry: Pick<Entry, 'type' | 'body'>, about: About): Said {
  if (!isKnown(entry.type)) return { what: entry.type.replaceAll('_', ' '), isQuiet: true }
  const write = words[entry.type] as (body: unknown, about: About) => Said
  return write(entry.body, about)
}
