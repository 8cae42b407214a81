import type { Section } from '../document/section-rules.ts'
import type { Declared } from '../quality/deliverable.ts'
import { wantedLines } from '../quality/wanted-rules.ts'
import { mustHaves } from '../task/message-rules.ts'
import type { ContextManifest, DocumentPart } from './context-pack.ts'
import { tokensOf } from './token-rules.ts'

/** A document in one of its versions. */
export interface PackDocument {
  documentId: string
  title: string
  version: number
}
export interface FoundSection extends PackDocument, Section {}

/** All that a pack is made of. Facts of other parts of the product come in as sentences. */
export interface PackSources {
  project: { name: string; mission: string }
  agent: { name: string; role: string; charter: string }
  task: { id: string; title: string; intent: string; deliverables: Declared[] }
  policies: string[]
  objectives: string[]
  /** Documents that every run is given. */
  always: (PackDocument & { sections: Section[] })[]
  /** Sections of other documents that were found for the task, best first; none of them twice. */
  found: FoundSection[]
  query: string
}

export interface ContextTexts {
  /** For the end of the system prompt: the same for every task, as long as nobody changes the project or the agent. */
  system: string
  /** For before the message: what belongs to this run. */
  task: string
}

interface Taken {
  blocks: string[]
  parts: DocumentPart[]
  leftOut: DocumentPart[]
}

/**
 * What an agent is given for a run. What must be in is in, however long; documents fill what is left of the budget
 * (tokens, see tokensOf): those that are always included first, then what was found, best first.
 */
export function contextPackOf(
  sources: PackSources,
  budget: number,
): ContextTexts & { manifest: ContextManifest } {
  const backbone = backboneOf(sources)
  const brief = briefOf(sources)
  const musts = tokensOf(backbone) + tokensOf(brief)
  const always = takeAlways(sources.always, budget - musts)
  const found = takeFound(sources.found, budget - musts - spent(always))
  const system = joined(backbone, ...always.blocks)
  const task = joined(brief, ...found.blocks)
  return {
    system,
    task,
    manifest: {
      budget,
      tokens: { system: tokensOf(system), task: tokensOf(task), mustHaves: musts },
      documents: [...always.parts, ...found.parts],
      leftOut: [...always.leftOut, ...found.leftOut],
      query: sources.query,
    },
  }
}

const joined = (...blocks: string[]) => blocks.filter(Boolean).join('\n\n')
/** With what joins it to the block before. */
const costOf = (block: string) => tokensOf(`\n\n${block}`)

function backboneOf({ project, agent, policies, objectives }: PackSources): string {
  const part = (title: string, text: string) => (text ? `## ${title}\n${text}` : '')
  return joined(
    `# Front Office\nYou are ${agent.name}${agent.role ? `, ${agent.role}` : ''}, working on the project ${project.name}.`,
    part('Mission', project.mission),
    part('Your charter', agent.charter),
    part('Rules', mustHaves),
    part('Policies', listed(policies)),
    part('Objectives', listed(objectives)),
  )
}

const listed = (sentences: readonly string[]) => sentences.map((sentence) => `- ${sentence}`).join('\n')

/** The intent as a quotation: an agent tells what was asked from what we add. */
function briefOf({ task }: PackSources): string {
  return joined(
    `Front Office task ${task.id}: ${task.title}`,
    task.intent && `What was asked:\n${task.intent.replaceAll(/^/gm, '> ')}`,
    ...wantedLines(task.deliverables),
  )
}

const alwaysHead = '## Documents of the project'
const foundHead = '## Found in the documents of the project for this task'

const spent = ({ blocks }: Taken) => blocks.reduce((sum, block) => sum + costOf(block), 0)
const byTitle = (a: PackDocument, b: PackDocument) =>
  compare(a.title, b.title) || compare(a.documentId, b.documentId)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Whole documents, the last one as far as it fits: from the beginning, by whole sections. */
function takeAlways(documents: PackSources['always'], room: number): Taken {
  const taken: Taken = { blocks: [], parts: [], leftOut: [] }
  let left = room - costOf(alwaysHead)
  for (const document of documents.toSorted(byTitle)) {
    const { sections } = document
    const costs = sections.map(({ text }) => costOf(text))
    let tokens = costOf(
      tagged('document', { ...document, part: partWords(sections.length, sections.length) }, ''),
    )
    let count = 0
    while (count < sections.length && tokens + (costs[count] as number) <= left)
      tokens += costs[count++] as number
    if (count > 0) {
      left -= tokens
      const part = count < sections.length ? partWords(count, sections.length) : ''
      const text = sections
        .slice(0, count)
        .map((section) => section.text)
        .join('\n\n')
      taken.blocks.push(tagged('document', { ...document, part }, text))
      taken.parts.push(partOf(document, sections.slice(0, count), tokens))
    }
    if (count < sections.length) {
      const rest = costs.slice(count).reduce((sum, cost) => sum + cost, 0)
      taken.leftOut.push(partOf(document, sections.slice(count), rest))
    }
  }
  if (taken.blocks.length > 0) taken.blocks.unshift(alwaysHead)
  return taken
}

const partWords = (count: number, of: number) => `the first ${count} of ${of} sections`

function partOf(
  { documentId, title, version }: PackDocument,
  sections: Section[],
  tokens: number,
): DocumentPart {
  const ordinals = sections.map(({ ordinal }) => ordinal)
  const heading = ordinals[0] === 0 ? '' : (sections[0]?.heading ?? '')
  return { documentId, title, version, ordinals, heading, why: 'always', tokens }
}

/** Each section that still fits; a smaller one further down may. */
function takeFound(sections: FoundSection[], room: number): Taken {
  const taken: Taken = { blocks: [], parts: [], leftOut: [] }
  let left = room - costOf(foundHead)
  for (const section of sections) {
    const { documentId, title, version, heading, ordinal } = section
    const block = tagged('snippet', { title, version, heading }, section.text)
    const tokens = costOf(block)
    const part: DocumentPart = {
      documentId,
      title,
      version,
      ordinals: [ordinal],
      heading,
      why: 'found',
      tokens,
    }
    if (tokens > left) taken.leftOut.push(part)
    else {
      left -= tokens
      taken.blocks.push(block)
      taken.parts.push(part)
    }
  }
  if (taken.blocks.length > 0) taken.blocks.unshift(foundHead)
  return taken
}

const attribute = (value: string | number) => String(value).replaceAll('"', '”').replaceAll(/\s+/g, ' ')

/** Between tags, so that the headings of a document are not taken for ours. */
function tagged(
  name: 'document' | 'snippet',
  of: { title: string; version: number; heading?: string; part?: string },
  text: string,
): string {
  const optional = (key: 'heading' | 'part') => (of[key] ? ` ${key}="${attribute(of[key])}"` : '')
  const head = `<${name} title="${attribute(of.title)}" version="${of.version}"${optional('heading')}${optional('part')}>`
  return `${head}\n${text}\n</${name}>`
}
