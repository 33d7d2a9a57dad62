// DESIGN, section 7: `provisioning`, hostile alone, withholds and removes; it names no other account, lengthens nothing, widens nothing.
import {
  type Attack,
  aStory,
  accountOf,
  moments,
  ms,
  noFact,
  people,
  type StoryStatements,
} from '@countersign/testing';
import { sha256 } from '../../bytes.js';

const nowhere = sha256('a document that nobody signed');
const asked = moments.submitted + 30 * ms.day;
const only =
  (...names: readonly ('submitted' | 'assessed' | 'cleared')[]) =>
  (_: readonly string[], signed: StoryStatements) =>
    names.map((name) => signed[name].jws);

describe('provisioning that is hostile', () => {
  it.each<Attack>([
    ['orders for another account (F05)', aStory().ordered({ account: 'u6666' }), 'CLEARANCE_LINE_MISSING'],
    [
      'orders another permission (F05)',
      aStory().ordered({ permission: 'role:dba' }),
      'CLEARANCE_LINE_MISSING',
    ],
    ['orders on another system (F05)', aStory().ordered({ system: 'crm' }), 'CLEARANCE_LINE_MISSING'],
    ['orders without end', aStory().granting({ until: null }), 'UNTIL_TOO_LATE'],
    ['orders a moment longer', aStory().granting({ until: asked + 1 }), 'UNTIL_TOO_LATE'],
    [
      'orders for another request (F05)',
      aStory().granting({ request: 'r-another-0123456789abcd' }),
      'EVIDENCE_MISMATCH',
    ],
    [
      'orders by a clearance that is not there',
      aStory().granting({ clearance: nowhere }),
      'EVIDENCE_MISSING',
    ],
    ['withholds the clearance', aStory().without('cleared'), 'EVIDENCE_MISSING'],
    ['withholds the assessment', aStory().without('assessed'), 'EVIDENCE_MISSING'],
    ['withholds the request', aStory().without('submitted'), 'EVIDENCE_MISSING'],
    ['withholds the approval', aStory().without('approved'), 'EVIDENCE_MISSING'],
    ['withholds the facts', aStory().without('facts'), 'CANNOT_EXPAND'],
    ['withholds everything', aStory().carrying(() => []), 'EVIDENCE_MISSING'],
    [
      'withholds what people said',
      aStory().carrying(only('submitted', 'assessed', 'cleared')),
      'CANNOT_EXPAND',
    ],
    [
      'withholds that a voter works here',
      aStory().facts(noFact('worker.hired.v1', people.omar)),
      'VOTE_INVALID',
    ],
    [
      'adds a document that is none',
      aStory().carrying((usual) => [...usual, 'AA.AA.AA']),
      'MALFORMED_DOCUMENT',
    ],
    [
      'adds its own order',
      aStory().carrying((usual, { ordered }) => [...usual, ordered.jws]),
      'UNEXPECTED_TYPE',
    ],
    ['signs the clearance itself', aStory().cleared({}, { by: 'provisioning' }), 'KEY_NOT_ALLOWED'],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });

  it('takes the documents of another request (F05)', async () => {
    const other = aStory().submitted({ request: 'r-another-0123456789abcd', beneficiary: people.mallory });
    const { statements, documents } = await other.tell();
    const borrowed = aStory().carrying((usual) => [...usual, ...documents]);
    const { hash } = statements.cleared;
    await expect(borrowed.granting({ clearance: hash }).outcome()).resolves.toBe('EVIDENCE_MISMATCH');
    const swapped = aStory()
      .without('submitted')
      .carrying((usual) => [...usual, statements.submitted.jws]);
    await expect(swapped.outcome()).resolves.toBe('EVIDENCE_MISSING');
    await expect(borrowed.ordered(accountOf(people.mallory)).outcome()).resolves.toBe(
      'CLEARANCE_LINE_MISSING',
    );
  });

  it.each(['submitted', 'assessed', 'approved'] as const)(
    'calls the %s document its clearance',
    async (name) => {
      const { statements } = await aStory().tell();
      const clearance = statements[name]?.hash as string;
      await expect(aStory().granting({ clearance }).outcome()).resolves.toBe('EVIDENCE_MISSING');
    },
  );
});
