import type { Attempts, Line, Run } from '../frame/line.js';
import { losingGuards, raceLosing, winningGuard } from './losing-guards.js';
import { type Race, raceGuards } from './race-processes.js';

const guards = { lock: true, slot: true, isolation: 'READ COMMITTED' } as const;
const bare = { ...guards, lock: false, slot: false };

/** Under SERIALIZABLE pairs that have nothing to do with each other roll each other back as well; of fewer at a time more come to their end. */
const fewLanes = 2;

/** Races whose halves must never both pass, with the share of all pairs that each gets, and those that must lose (`control`). */
const planned = (pairs: number): readonly (Race & { readonly control?: true })[] => {
  const share = (of: number) => Math.max(1, Math.ceil(pairs * of));
  return [
    { name: 'both guards', pairs, guards },
    { name: 'without the slot', pairs: share(0.1), guards: { ...guards, slot: false } },
    { name: 'without the lock', pairs: share(0.1), guards: { ...guards, lock: false } },
    {
      name: 'both guards, SERIALIZABLE',
      pairs: share(0.02),
      guards: { ...guards, isolation: 'SERIALIZABLE' },
      lanes: fewLanes,
    },
    {
      name: 'neither guard, SERIALIZABLE',
      pairs: share(0.02),
      guards: { ...bare, isolation: 'SERIALIZABLE' },
      lanes: fewLanes,
    },
    { name: 'neither guard', pairs: share(0.1), guards: bare, control: true },
    {
      name: 'the lock alone, REPEATABLE READ',
      pairs: share(0.05),
      guards: { ...guards, slot: false, isolation: 'REPEATABLE READ' },
      lanes: 1,
      control: true,
    },
  ];
};
const stopped = (pairs: number): readonly (Race & { readonly control?: true })[] =>
  [
    { name: 'both guards', guards },
    { name: 'without the slot', guards: { ...guards, slot: false } },
    { name: 'without the lock', guards: { ...guards, lock: false } },
    { name: 'neither guard', guards: bare, control: true as const },
  ].map((race) => ({ ...race, pairs, stopped: true as const }));

/** A harness that sees no doubles where guards are missing cannot see them where they stand. */
const isMany = (doubles: number, pairs: number) => doubles >= Math.max(1, pairs * 0.2);

async function races(
  attempts: Attempts,
  { log }: Run,
  all: readonly (Race & { readonly control?: true })[],
): Promise<void> {
  const isAt = (name: string, soFar: string) => attempts.isAt(name, soFar);
  const roots = Math.min(64, Math.max(...all.map(({ pairs }) => pairs)));
  const results = await raceGuards(all, { roots, isAt }, log);
  for (const { name, pairs, control } of all) {
    const { together, doubles, neither, outcomes } = results.get(name) ?? {
      together: 0,
      doubles: -1,
      neither: -1,
      outcomes: {},
    };
    const seen = `${doubles} doubles of ${together} pairs, ${neither} with neither half, ended ${JSON.stringify(outcomes)}`;
    if (control)
      attempts.saw(name, 'many doubles (control)', seen, isMany(doubles, together), together === pairs);
    else
      attempts.saw(
        name,
        `0 doubles of ${pairs} pairs`,
        seen,
        doubles === 0 && neither === 0,
        together === pairs,
      );
  }
}

/** Both halves at once, at policy's own reservation transaction. */
const t01: Line<undefined> = {
  id: 'T01',
  required: '0 doubles where a guard stands, many where none does',
  play: async (_, attempts, run) => {
    await races(attempts, run, planned(run.guardPairs));
    const pairs = Math.max(1, Math.ceil(run.guardPairs * 0.1));
    for (const guard of [...losingGuards, winningGuard]) {
      const doubles = await raceLosing(process.env['TEST_DATABASE_URL'] ?? '', guard, pairs);
      const seen = `${doubles} doubles of ${pairs} pairs`;
      run.log(`  ${guard.name}: ${seen}`);
      if (guard === winningGuard)
        attempts.saw(guard.name, `0 doubles of ${pairs} pairs`, seen, doubles === 0);
      else attempts.saw(guard.name, 'many doubles (control)', seen, isMany(doubles, pairs));
    }
  },
};

/** The same in two policy processes, one of which is stopped by the kernel between its read and its write. */
const t02: Line<undefined> = {
  id: 'T02',
  required: '0 doubles although one process sleeps between read and write',
  play: async (_, attempts, run) => {
    await races(attempts, run, stopped(Math.max(1, Math.ceil(run.guardPairs * 0.02))));
  },
};

/** What is played at the guard alone, on PostgreSQL and nothing else. */
export const guardLines: readonly Line<undefined>[] = [t01, t02];
