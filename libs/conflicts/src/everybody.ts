/** What the root of a finding on holders is called: it is nobody's alone. */
export const EVERYBODY = '*';
