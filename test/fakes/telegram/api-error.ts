/** A refusal as Telegram words it. */
export class ApiError extends Error {
  readonly code: number
  readonly parameters: Readonly<Record<string, unknown>> | undefined
  constructor(code: number, description: string, parameters?: Readonly<Record<string, unknown>>) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}
