/** A shift of the level that a detector found. */
export interface DetectedShift {
  /** Index of the first value after the shift. */
  readonly index: number
  /** How likely a shift this clear would be without a change, in the detector's own test. */
  readonly pValue: number
}

/** Finds where the level of a sequence shifts. Pure: the same values give the same shifts. */
export interface Detector {
  /** kebab-case. */
  readonly name: string
  /** Shifts in ascending order of their index; none for fewer than four values or a constant sequence. */
  readonly detect: (values: ArrayLike<number>) => readonly DetectedShift[]
}
