import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  rem,
  type VariantColorsResolver,
} from '@mantine/core'
import { dark, light, radius, space, type } from './tokens.ts'

const accent: MantineColorsTuple = [
  '#edf6f8',
  '#d8ecf1',
  '#b0dae4',
  '#8fd8e9',
  '#6cc5da',
  '#3fa0b8',
  '#1f8299',
  '#126c82',
  '#0d586b',
  '#084350',
]
// Mantine derives borders, hovers and disabled states from these two.
const gray: MantineColorsTuple = [
  '#fafaf8',
  '#f4f4f1',
  '#e8e8e4',
  '#dcdcd7',
  '#d2d2cc',
  '#a9aaa7',
  '#7f8284',
  '#64686c',
  '#4d5155',
  '#17191b',
]
const darkGray: MantineColorsTuple = [
  '#ebecec',
  '#b4b8bb',
  '#959a9e',
  '#6b7074',
  '#3b3f43',
  '#25282b',
  '#1c1f21',
  '#151719',
  '#111314',
  '#0e0f10',
]

const px = (steps: Record<string, number>) =>
  Object.fromEntries(Object.entries(steps).map(([name, value]) => [name, rem(value)]))

/** Filled means the one thing to do; danger is for what cannot be taken back. Both follow the scheme's tokens. */
const variantColorResolver: VariantColorsResolver = (input) => {
  if (input.variant === 'filled' && (input.color ?? 'accent') === 'accent') {
    return {
      background: 'var(--fo-accent)',
      hover: 'var(--fo-accent-hover)',
      color: 'var(--fo-on-accent)',
      border: 'none',
    }
  }
  if (input.variant === 'outline' && input.color === 'danger') {
    return {
      background: 'transparent',
      hover: 'var(--fo-danger-soft)',
      color: 'var(--fo-danger)',
      border: '1px solid var(--fo-danger)',
    }
  }
  return defaultVariantColorsResolver(input)
}

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  colors: { accent, gray, dark: darkGray },
  autoContrast: true,
  luminanceThreshold: 0.35,
  variantColorResolver,
  respectReducedMotion: true,
  defaultRadius: 'md',
  radius: px(radius),
  spacing: px(space),
  fontSizes: px(type),
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, monospace',
  headings: { fontWeight: '600' },
  components: {
    Button: { defaultProps: { size: 'xs' }, styles: { label: { fontWeight: 500 } } },
    SegmentedControl: { styles: { label: { fontWeight: 500 } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
    // Kept in place, so that what opens stays in its landmark; the focus placeholder is no menu item.
    Menu: {
      defaultProps: {
        shadow: 'md',
        position: 'bottom-start',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
      styles: { itemSection: { marginInlineEnd: 8 } },
    },
    // A form that hides when its button leaves the window, as while a page fills, loses its focus and what is typed then.
    // Closed by what it holds, it gives the focus back to its button.
    Popover: { defaultProps: { shadow: 'md', withinPortal: false, hideDetached: false, returnFocus: true } },
    // A list of choices is a popover too: its field has the focus all along, and would not let it go.
    Combobox: { defaultProps: { returnFocus: false } },
  },
})

const kebab = (name: string) => name.replace(/[A-Z0-9]/g, (c) => `-${c.toLowerCase()}`)

function variablesOf({ neutrals, tones, shadow }: typeof light) {
  const vars: Record<string, string> = { '--fo-shadow': shadow, '--mantine-shadow-md': shadow }
  for (const [name, value] of Object.entries(neutrals)) vars[`--fo-${kebab(name)}`] = value
  for (const [name, { ink, soft }] of Object.entries(tones)) {
    vars[`--fo-${name}`] = ink
    vars[`--fo-${name}-soft`] = soft
  }
  return {
    ...vars,
    '--mantine-color-body': neutrals.surface,
    '--mantine-color-text': neutrals.text,
    '--mantine-color-dimmed': neutrals.text3,
    '--mantine-color-placeholder': neutrals.text3,
    '--mantine-color-anchor': neutrals.accent,
    '--mantine-color-default': neutrals.surface,
    '--mantine-color-default-hover': neutrals.hover,
    '--mantine-color-default-border': neutrals.lineStrong,
    '--mantine-color-error': tones.danger.ink,
  }
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: variablesOf(light),
  dark: variablesOf(dark),
})
