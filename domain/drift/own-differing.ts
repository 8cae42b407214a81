import type { Difference, FindingKind, MirroredKind, Subject } from './finding.ts'

/** What is compared here and not on an executor. */
export type OwnKind = Exclude<FindingKind, MirroredKind>

/** A difference that Front Office finds at home: in Temporal, or in what it keeps itself. */
export interface OwnDiffering {
  kind: OwnKind
  difference: Difference
  subject: Subject
  projectId: string | null
  ours: string | null
  theirs: string | null
  /** What makes it another finding, apart from the words. */
  mark: string
}

/** What a finding says of the task it is about. */
export interface TaskName {
  taskId: string
  title: string
  projectId: string
  projectName: string
}

export const subjectOfTask = ({ taskId, title, projectName }: TaskName): Subject => ({
  key: taskId,
  name: title,
  where: projectName,
})
