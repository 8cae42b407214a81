export function BrandMark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="1" y="1" width="18" height="18" rx="5" fill="var(--fo-text)" />
      <path d="M5.5 14V6h6M5.5 10h4.4" stroke="var(--fo-canvas)" strokeWidth="1.8" fill="none" />
      <circle cx="13.6" cy="13" r="1.9" fill="var(--fo-canvas)" />
    </svg>
  )
}
