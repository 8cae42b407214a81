export interface Options {
  isHelp: boolean
  port: number | null
  data: string
  isEmpty: boolean
  hasPractice: boolean
}
export const usage: string
export function parseOptions(args: string[]): Options | { problem: string }
