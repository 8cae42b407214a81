import type { Heartbeat } from '#domain/agent/heartbeat.ts'
import type { ObjectiveEnd, Verdict } from '#domain/outcome/outcome-words.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Check, CheckKind } from '#domain/quality/deliverable.ts'
import type { Parameters } from '#domain/run/run.ts'
import type { Due } from './due-times.ts'

export type PersonName = 'Mara' | 'Theo'

export interface Worker {
  name: string
  role: string
  charter: string
  heartbeat?: Heartbeat
  /** What it finds at a beat, in turn. */
  finds?: string[]
}

type JsonObject = (Check & { kind: 'json' })['schema']

export interface Delivery {
  title: string
  check: Exclude<CheckKind, 'commit'>
  /** A path in the workspace, or an address. */
  location: string
  /** Of a page: what it has to hold. */
  contains?: string
  /** Of JSON: what it has to match. */
  schema?: JsonObject
}

export type Ending =
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'rejected'
  | 'asks'
  | 'waits'
  | 'half approved'
  | 'running'
  | 'unproven'
  | 'to review'
  | 'uncertain'
  | 'held'

/** One task, as its business would tell of it. */
export interface Job {
  title: string
  intent: string
  agent: string
  by?: PersonName
  updates?: string[]
  delivers?: Delivery[]
  finish?: string
  learned?: { text: string; about: string }
  effect?: { tool: string; parameters: Parameters; detail?: string }
  /** A standing grant is made from its approval, or it passes by that one: there is one to a business. */
  standing?: 'makes' | 'uses'
  question?: { text: string; options?: string[]; answer?: string; hours?: number }
  /** The first run ends by it, the second goes well; one that fails ends by it each time. */
  trouble?: string
  /** Why its first delivery did not pass. */
  returned?: string
  /** What the operator said who looked at it, or who ended it. */
  note?: string
  /** Of each run, US dollars; null: nobody names a price. Absent: by chance. */
  usd?: number | null
  ends?: Ending
  /** Of an open one. */
  due?: Due
  /** Before now; absent: somewhere in the month, in the order of the list. */
  minutesAgo?: number
}

export interface Knowledge {
  title: string
  isAlways?: boolean
  by: PersonName
  /** Each version's text, and how many days ago it was written. */
  versions: [daysAgo: number, text: string][]
}

export interface Business {
  name: string
  mission: string
  /** What an hour of an operator costs. */
  perHour: string | null
  agents: Worker[]
  documents: Knowledge[]
  policy: { note: string; document: Partial<PolicyDocument> }
  /** Of one agent. */
  agentPolicy?: { agent: string; note: string; document: Partial<PolicyDocument> }
  jobs: Job[]
  money: { kind: 'revenue' | 'cost'; daysAgo: number; amount: string; note: string; source?: 'csv' | 'api' }[]
  objectives: {
    /** Below zero: of a week to come. */
    weeksAgo: number
    title: string
    target: string | null
    outcome?: ObjectiveEnd
    note?: string
  }[]
  decisions: {
    daysAgo: number
    title: string
    context: string
    choice: string
    /** Days from today. */
    reviewIn: number
    review?: { daysAgo: number; verdict: Verdict; note: string }
  }[]
  learnings: { daysAgo: number; text: string }[]
  /** Of the templates: its runs, the last of them may be open. */
  runbook: {
    template: 'letter' | 'week'
    agent: string
    runs: {
      daysAgo: number
      inputs: Record<string, string>
      ends: 'done' | 'rejected' | 'waits'
      says: string[]
    }[]
  }
}
