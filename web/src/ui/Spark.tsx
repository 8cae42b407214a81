/** A trend, not a chart: no axis, no hover, last point marked. The figure beside it is the value. */
export function Spark({
  values,
  width = 64,
  height = 18,
}: {
  values: number[]
  width?: number
  height?: number
}) {
  const top = Math.max(...values)
  const bottom = Math.min(...values)
  const x = (i: number) => 2 + (i / (values.length - 1)) * (width - 5)
  const y = (v: number) => height - 2.5 - ((v - bottom) / (top - bottom || 1)) * (height - 5)
  const line = values.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(' ')
  const last = values.length - 1
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <polyline
        points={line}
        fill="none"
        stroke="var(--fo-line-strong)"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      <circle cx={x(last)} cy={y(values[last] ?? 0)} r="2" fill="var(--fo-text-2)" />
    </svg>
  )
}
