export interface Violation {
  rule: string
  from: string
  to: string
}
export function checkImports(folder: string): { modules: number; violations: Violation[] }
