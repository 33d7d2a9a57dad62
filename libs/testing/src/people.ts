/** The cast of our stories. Ids are pseudonymous; the names are for readers of specs. */
export const people = {
  /** Receives: a clerk in accounts payable with the account `u1001` on `erp`. */
  bea: 'person:1001',
  /** Asks for Bea, whose manager she is. */
  rita: 'person:1002',
  /** Decides for the process owners. */
  omar: 'person:2001',
  /** Decides for internal control. */
  cleo: 'person:2002',
  /** Sits in no group and wants in; has the account `u6666`. */
  mallory: 'person:6666',
} as const;

/** The account on `erp` that a person was hired with, by our convention. */
export const accountOf = (person: string, system = 'erp') => ({
  system,
  account: `u${person.split(':')[1] ?? ''}`,
});
