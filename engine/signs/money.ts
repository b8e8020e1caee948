/** What the rules about money ask of the books. */
export interface MoneySigns {}
