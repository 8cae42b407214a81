import type { Document } from '#api/documents/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Notice } from '../../ui/Notice.tsx'

interface NoticeProps {
  document: Document
}

export function OldVersionNotice({ document, version }: NoticeProps & { version: number }) {
  return (
    <Notice
      tone="waiting"
      icon="clock"
      what={`This is version ${version}.`}
      why={`Version ${document.version} stands now, and is what runs are given.`}
      next={
        <AppLink href={`/documents/${document.id}/versions?version=${version}`}>
          Compare or bring it back
        </AppLink>
      }
    />
  )
}

export function RemovedNotice({ document }: NoticeProps) {
  return (
    <Notice
      tone="muted"
      icon="close"
      what="This document was removed."
      why="No search finds it and no run is given it. Its versions stay readable."
      next={<AppLink href={`/documents/${document.id}/versions`}>See its versions</AppLink>}
    />
  )
}
