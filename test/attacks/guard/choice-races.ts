import type { Line } from '../frame/line.js';
import { raceGuards } from './race-processes.js';

/**
 * In the database, by SQL that knows nothing of policy: requests that were refused and still have a live reservation or an open clearance
 * (`wrong`), by what was said beside yes: `d` no, `w` taken back, `l` too late; and how many ended how.
 */
const count = `
  SELECT substring(q.id from '^r-([dwl])') || ' ' || q.state AS ending, count(*)::int AS n,
         count(*) FILTER (WHERE q.state <> 'cleared' AND
           (EXISTS (SELECT FROM reservation r WHERE r.request = q.id AND r.state = 'live')
            OR EXISTS (SELECT FROM clearance c WHERE c.request = q.id AND c.state = 'open')))::int AS wrong
  FROM request q GROUP BY 1 ORDER BY 1`;

interface Row {
  readonly ending: string;
  readonly n: number;
  readonly wrong: number;
}

const open = 'open reservations or clearances of what was refused';

/** Yes, and no, withdrawal or lapse to one request, both transactions open together. */
const t06: Line<undefined> = {
  id: 'T06',
  required: 'the deny side wins, one terminal state',
  play: async (_, attempts, { guardPairs, log }) => {
    const guards = { lock: true, slot: true, isolation: 'READ COMMITTED' } as const;
    const race = { name: 'yes and something else', pairs: guardPairs, guards };
    const endings = new Map<string, { n: number; wrong: number }>();
    const keep = (rows: readonly Row[]) => {
      for (const { ending, n, wrong } of rows) {
        const known = endings.get(ending) ?? { n: 0, wrong: 0 };
        endings.set(ending, { n: known.n + n, wrong: known.wrong + wrong });
      }
    };
    const isAt = (_: string, soFar: string) => attempts.isAt(open, soFar);
    const plan = { roots: Math.min(60, guardPairs), what: 'choices' as const, count, keep, isAt };
    const raced = (await raceGuards<Row>([race], plan, log)).get(race.name);
    const seen = [...endings].map(([ending, { n }]) => `${ending} ${n}`).join(', ');
    const wrong = [...endings.values()].reduce((sum, one) => sum + one.wrong, 0);
    const together = raced?.together ?? 0;
    attempts.saw(open, '0', `${wrong}, ${together} pairs; ${seen}`, wrong === 0, together >= guardPairs);
    for (const [name, allowed] of [
      ['no', ['d denied']],
      ['withdrawal', ['w withdrawn']],
      ['lapse', ['l lapsed', 'l cleared']],
    ] as const) {
      const its = [...endings.keys()].filter((ending) => ending.startsWith(allowed[0][0] ?? ''));
      const isOther = its.filter((ending) => !(allowed as readonly string[]).includes(ending));
      attempts.saw(
        `yes and ${name}`,
        allowed.join(' or '),
        its.join(', '),
        its.length > 0 && isOther.length === 0,
        together >= guardPairs,
      );
    }
  },
};

/** What is played at the guard, on one request. */
export const choiceRaces: readonly Line<undefined>[] = [t06];
