/** What the rules about polling ask of the books. */
export interface PollingSigns {}
