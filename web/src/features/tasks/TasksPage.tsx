import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TaskList } from './TaskList.tsx'

/** Tasks of all projects; what Home shows five of. */
export function TasksPage() {
  return (
    <Page>
      <PageHeader title="Tasks" meta={<span>of all projects</span>} />
      <TaskList />
    </Page>
  )
}
