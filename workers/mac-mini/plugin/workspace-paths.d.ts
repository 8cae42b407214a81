export const fileTools: ReadonlySet<string>
export function isInWorkspace(
  tool: string,
  params: Record<string, unknown>,
  workspace: string | null | undefined,
): boolean
