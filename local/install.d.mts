export type Say = (line: string) => void
export const root: string
export function nodeProblem(version?: string): string | null
export function isInstalled(options: { withDev: boolean }): boolean
export function install(say: Say, options: { withDev: boolean }): Promise<void>
export function run(
  command: string,
  args: string[],
  env?: Record<string, string | undefined>,
  signal?: AbortSignal,
): Promise<string>
