import css from './data-table.module.css'

/** One look for every mantine-datatable: no frame, hairlines, rows that open. */
export const dataTableLook = {
  withTableBorder: false,
  highlightOnHover: true,
  borderColor: 'var(--fo-line)',
  rowBorderColor: 'var(--fo-line)',
  verticalSpacing: 8,
  horizontalSpacing: 0,
  fz: 'sm',
  className: css.table,
  scrollAreaProps: { type: 'never' },
} as const

export const fromMedium = '(min-width: 641px)'
export const fromWide = '(min-width: 901px)'
