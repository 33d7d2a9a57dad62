/**
 * Most documents that a `provisioning.evidence.v1` takes, and most bytes of them as JSON: base64 makes four of three, and the statement, with its
 * header, envelope and signature (less than 2 KiB), stays below 256 KiB.
 */
const most = { documents: 200, bytes: 190_000 };

/** Whether one statement can hold these documents; else a connector could never be shown what a grant rests on. */
export const fitsIntoEvidence = (documents: readonly string[]): boolean =>
  documents.length <= most.documents && Buffer.byteLength(JSON.stringify(documents)) <= most.bytes;
