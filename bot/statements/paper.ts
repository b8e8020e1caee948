/** A statement that is written out and waits to be printed: plain values, so that it can be handed to another thread. */
export interface Paper {
  /** 'en', 'es': of the document, for programs that read it aloud. */
  readonly language: string
  readonly madeAt: Date
  readonly title: string
  /** Whose it is; and the same with the month at the foot of each page. */
  readonly name: string
  readonly foot: string
  readonly notes: readonly string[]
  /** Across the top, where the money is not real. */
  readonly banner: string | null
  readonly sums: readonly PaperSum[]
  readonly picture: Uint8Array | null
  readonly columns: readonly PaperColumn[]
  readonly rows: readonly (readonly string[])[]
  readonly whenEmpty: string
  /** Below the table. */
  readonly remark: string
}

export interface PaperSum {
  readonly name: string
  readonly value: string
  /** A balance, with a line above it. */
  readonly strong?: true
}

export interface PaperColumn {
  readonly title: string
  /** In points; together they are as wide as the sheet without its edges. */
  readonly width: number
  readonly align: 'left' | 'right'
}

/** A4 in points, and what stays white around. */
export const SHEET = { width: 595.28, height: 841.89, edge: 42.14 } as const
export const ROOM = SHEET.width - 2 * SHEET.edge
