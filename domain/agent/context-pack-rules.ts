export interface PackSources {
  project: { name: string; mission: string }
  agent: { name: string; role: string; charter: string }
  task: { id: string; title: string }
}

/** Characters of text a pack may hold; a real model would overflow long before the gateway does. */
export const packLimit = 40_000

/** The backbone: stable for an agent, so that the provider can cache it. */
export function backboneOf({ project, agent }: PackSources): string {
  const part = (title: string, text: string) => (text ? `## ${title}\n${text}` : '')
  return [
    `# Front Office\nYou are ${agent.name}${agent.role ? `, ${agent.role}` : ''}, working on the project ${project.name}.`,
    part('Mission', project.mission),
    part('Your charter', agent.charter),
  ]
    .filter(Boolean)
    .join('\n\n')
    .slice(0, packLimit)
}

export const taskBriefOf = ({ task }: PackSources): string => `Front Office task ${task.id}: ${task.title}`
