/** What the rules about operations ask of the books. */
export interface OperationsSigns {}
