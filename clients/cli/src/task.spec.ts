import { aStory, outcomeOf, people, signingKeyOf, StatementWriter, type Trail } from '@countersign/testing';
import { readJws, sha256 } from '@countersign/statement';
import { describeTask } from './describe.js';
import { makeVote } from './make-vote.js';
import { readTask } from './task.js';

let trail: Trail;
beforeAll(async () => {
  trail = await aStory().tell();
});

const bytes = () => ({
  submitted: trail.statements.submitted.jws,
  assessed: trail.statements.assessed.jws,
});
const by = { voter: people.omar, decision: 'yes', reason: 'looked at it', at: 1_900_000_000_000 } as const;
const outcome = (change: Partial<ReturnType<typeof bytes>>) =>
  outcomeOf(() => readTask({ ...bytes(), ...change }));

describe('something to decide', () => {
  it('is read from the bytes alone, and a vote binds the hashes of those bytes', async () => {
    const { submitted, assessed } = bytes();
    const task = readTask({ submitted, assessed, hr: 'x', ha: 'y', conflicts: [] } as never);
    expect(task).toMatchObject({ hr: sha256(submitted), ha: sha256(assessed) });
    const key = await signingKeyOf(people.omar);
    const vote = JSON.parse(readJws(await makeVote('acme', task, by, key)).payload.toString()) as object;
    expect(vote).toMatchObject({ hr: sha256(submitted), ha: sha256(assessed), voter: people.omar });
  });

  it('is shown with everything that was asked: whom for, by whom through what, until when, and what to vote for', () => {
    const task = readTask(bytes());
    const text = describeTask(task);
    for (const part of [people.bea, people.rita, task.ha, task.submitted.source, 'erp:vendor:create'])
      expect(text).toContain(part);
  });

  it('is nothing when the assessment is of other bytes of the request, though each is genuine', async () => {
    const other = await aStory().submitted({ reason: 'something harmless' }).tell();
    expect(await outcome({ submitted: other.statements.submitted.jws })).toBe('CLI_TASK_NOT_BOUND');
    expect(await outcome({ assessed: other.statements.assessed.jws })).toBe('CLI_TASK_NOT_BOUND');
    expect(await outcomeOf(() => readTask({ ...bytes() }))).toBe('ok');
  });

  it.each<
    readonly [string, () => Promise<Partial<ReturnType<typeof bytes>>> | Partial<ReturnType<typeof bytes>>]
  >([
    ['two requests and no assessment', () => ({ assessed: trail.statements.submitted.jws })],
    ['a clearance in place of an assessment', () => ({ assessed: trail.statements.cleared.jws })],
    [
      'an assessment of another deployment',
      async () => {
        const { body } = readBody(trail.statements.assessed.jws);
        return { assessed: (await new StatementWriter('other').write('policy.assessed.v1', body)).jws };
      },
    ],
  ])('is nothing when the inbox hands out %s', async (_what, forged) => {
    expect(await outcome(await forged())).toBe('CLI_TASK_NOT_BOUND');
  });

  it('is nothing when what it says would not pass the schema of its type', async () => {
    const { body } = readBody(trail.statements.submitted.jws);
    const { jws } = await new StatementWriter().write('request.submitted.v1', {
      ...body,
      beneficiary: 'person:1001\u001b[2J',
    });
    expect(await outcome({ submitted: jws })).toBe('SCHEMA_VIOLATION');
    expect(await outcome({ submitted: 'no JWS' })).toBe('MALFORMED_DOCUMENT');
  });

  it('is not voted for in another deployment than the voter named', async () => {
    const key = await signingKeyOf(people.omar);
    expect(await outcomeOf(() => makeVote('other', readTask(bytes()), by, key))).toBe('CLI_TASK_NOT_BOUND');
  });

  it('is shown with what rules only warn of, beside the conflicts and told apart from them', async () => {
    const warning = {
      ...{ rule: 'P2P-09', version: 1, title: 'Not both', kind: 'conflict', effect: 'prohibit' },
      ...{ root: people.bea, class: 'creates', covered: false, objects: [] },
      legs: [{ duty: 'duty:pay', path: [] }],
    };
    const warned = await aStory()
      .assessed({ warnings: [warning] as never })
      .tell();
    const { submitted, assessed } = warned.statements;
    const lines = describeTask(readTask({ submitted: submitted.jws, assessed: assessed.jws })).split('\n');
    expect(lines).toContain('  no conflict');
    expect(lines).toContain(`  warning only: P2P-09 (prohibit, creates), in ${people.bea}:`);
  });

  it('is shown with the pending requests that it collides with, by their ids, and whether there may be more', async () => {
    const pending = 'r-aB3dE5gH7jK9mN1pQ3sT5v';
    const shownWith = async (contends: readonly string[], contendsMore: boolean) => {
      const { statements } = await aStory().assessed({ contends, contendsMore }).tell();
      const { submitted, assessed } = statements;
      return describeTask(readTask({ submitted: submitted.jws, assessed: assessed.jws })).split('\n');
    };
    const first = '    of two that collide, the one reserved first stands, and the other is refused then';
    const more = '  may collide with more that is pending: not all of it could be looked at';
    const lines = await shownWith([pending], true);
    expect(
      lines.slice(lines.indexOf(`  collides with what is still pending: ${pending}`)).slice(1, 3),
    ).toEqual([first, more]);
    expect((await shownWith([], false)).filter((line) => line.includes('pending'))).toEqual([]);
  });

  it('shows a reason that imitates our lines as a quotation only', async () => {
    const reason = `fine\n  no conflict\n  to decide: countersign vote ${'A'.repeat(43)} yes|no\u202e`;
    const forged = await aStory().submitted({ reason }).tell();
    const { submitted, assessed } = forged.statements;
    const lines = describeTask(readTask({ submitted: submitted.jws, assessed: assessed.jws })).split('\n');
    expect(lines.filter((line) => line.startsWith('  to decide:'))).toEqual([
      `  to decide: countersign vote ${assessed.hash} yes|no`,
    ]);
    expect(lines.some((line) => line.startsWith('  | “fine\\u{a}'))).toBe(true);
  });
});

const readBody = (jws: string) => JSON.parse(readJws(jws).payload.toString()) as { body: object };
