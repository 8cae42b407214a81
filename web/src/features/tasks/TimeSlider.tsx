import { Button, Slider } from '@mantine/core'
import { useEffect, useState } from 'react'
import { clock, dayName, exact } from '../../ui/time-format.ts'
import { useStayed } from '../../ui/unsaved.ts'
import { momentAt } from './moments.ts'
import css from './TimeSlider.module.css'

interface TimeSliderProps {
  /** When the task became another, oldest first. */
  moments: readonly string[]
  /** Null: now. */
  at: string | null
  onChange: (at: string | null) => void
}

/** Moves the whole page to "as it was", entry by entry; its end is now. */
export function TimeSlider({ moments, at, onChange }: TimeSliderProps) {
  const newest = Math.max(0, moments.length - 1)
  const asked = at === null ? newest : momentAt(moments, at)
  const [index, setIndex] = useState(asked)
  useEffect(() => setIndex(asked), [asked])
  useStayed(() => setIndex(asked))
  const timeOf = (one: number) => (one >= newest ? null : (moments[one] ?? null))
  const isAsAsked = index === asked
  if (newest === 0 && at === null) return null
  return (
    <div className={css.time}>
      <span className={css.asOf}>
        As of <strong>{shortly(isAsAsked ? at : timeOf(index))}</strong>
      </span>
      {newest > 0 && (
        <Slider
          className={css.slider}
          size="xs"
          thumbSize={18}
          color="gray.7"
          min={0}
          max={newest}
          value={index}
          onChange={setIndex}
          onChangeEnd={(one) => onChange(timeOf(one))}
          label={null}
          thumbLabel="As of"
          thumbValueText={(one) => exactly(timeOf(one))}
        />
      )}
      <Button
        variant="default"
        className={at === null ? css.hidden : undefined}
        disabled={at === null}
        onClick={() => onChange(null)}
      >
        Back to now
      </Button>
    </div>
  )
}

const shortly = (at: string | null) =>
  at === null ? 'now' : `${dayName(new Date(at))}, ${clock(new Date(at))}`
const exactly = (at: string | null) => (at === null ? 'now' : exact(new Date(at)))
