const SECOND = 1000

export const secondsBefore = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * SECOND)
export const minutesBefore = (now: Date, minutes: number): Date => secondsBefore(now, minutes * 60)
export const hoursBefore = (now: Date, hours: number): Date => secondsBefore(now, hours * 3600)
export const secondsAfter = (now: Date, seconds: number): Date => secondsBefore(now, -seconds)
export const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / SECOND
export const hoursAfter = (now: Date, hours: number): Date => hoursBefore(now, -hours)
export const minutesAfter = (now: Date, minutes: number): Date => minutesBefore(now, -minutes)
