import { evidence } from '@countersign/contracts/provisioning/issue';
import { outcomeOf, StatementWriter, theRequest } from '@countersign/testing';
import { sha256 } from '@countersign/statement';
import { fitsIntoEvidence } from './evidence-size.decision.js';

const body = (documents: string[]) =>
  ({ request: theRequest, hr: sha256('r'), system: 's'.repeat(31), documents }) as Parameters<
    typeof evidence
  >[0];
/** A message stays below 256 KiB (DESIGN, section 3). */
const maxMessageBytes = 262_144;
/** The longest list of documents of this length that still fits. */
function fullest(length: number): string[] {
  const document = `a.b.${'c'.repeat(length - 4)}`;
  const documents: string[] = [];
  while (fitsIntoEvidence([...documents, document])) documents.push(document);
  return documents;
}

describe('evidence that fits', () => {
  it('has as many documents as its schema takes, and no more', async () => {
    const documents = fullest(10);
    expect(await outcomeOf(() => evidence(body(documents)))).toBe('ok');
    expect(await outcomeOf(() => evidence(body([...documents, 'a.b.c'])))).toBe('SCHEMA_VIOLATION');
  });

  it.each([1_000, 10_000, 100_000])('in documents of %d bytes goes into one message', async (length) => {
    const { jws } = await new StatementWriter().write('provisioning.evidence.v1', body(fullest(length)));
    expect(jws.length).toBeLessThan(maxMessageBytes);
    expect(jws.length).toBeGreaterThan(maxMessageBytes / 2);
  });
});
