/** An item of a request as interfaces take it. */
export const item = (name: string): object =>
  name.startsWith('role:') ? { role: name, scope: {} } : { entitlement: name, scope: {} };
/** The account of a personnel number. */
export const accountOf = (n: number): string => `u${n}`;
/** The identity of a personnel number. */
export const personOf = (n: number): string => `person:${n}`;
