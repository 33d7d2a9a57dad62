/** The code says something that the document has no way to say; the sentence tells which. */
export class NotDocumented extends Error {}
