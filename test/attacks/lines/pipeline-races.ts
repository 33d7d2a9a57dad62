import type { Attempts, Line } from '../frame/line.js';
import { check } from '../checker/check.js';
import { clerk, firstOwner, fourthOwner, secondOwner, thirdOwner } from '../stage/company.js';
import { type Asked, personOf, type Scene } from '../stage/scene.js';
import { withSecondPolicy } from '../stage/second-policy.js';

/** The two halves of P2P-03; either takes one process owner's yes. */
const halves = ['erp:purchase-order:create', 'erp:goods-receipt:post'] as const;
/** Pairs on their way at the same time. */
const lanes = 12;
/** Pairs after which everything is checked and written down: a run that is cut off has shown what it did until then. */
const batch = 100;

interface RacedPair {
  readonly requests: readonly [string, string];
  /** Both were assessed, and neither found anything in the way: they raced for the same root. */
  readonly together: boolean;
}

/** Publishes one half through Kafka and posts the other at the same instant; then both get their votes at the same instant. */
async function racePair(scene: Scene, n: number, at: number): Promise<RacedPair> {
  const [first, second] = at % 2 === 0 ? halves : [halves[1], halves[0]];
  const reasons = [`race ${n} by Kafka`, `race ${n} by HTTP`] as const;
  const beneficiary = personOf(n);
  const asked = (half: string): Asked => ({ requester: clerk, beneficiary, items: [half] });
  const [one, other] = await Promise.all([
    scene.requests.publishes(reasons[0], asked(first)).then(() => scene.requests.requestOf(reasons[0])),
    scene.requests.posts(clerk, reasons[1], asked(second)),
  ]);
  const owners = [firstOwner, secondOwner, thirdOwner, fourthOwner];
  const voters = [owners[at % 4] ?? firstOwner, owners[(at + 1) % 4] ?? secondOwner] as const;
  const both = [one, other] as const;
  const ready = await Promise.all(both.map((request) => assessedOrVetoed(scene, request)));
  const together = ready.every((type) => type === 'policy.assessed.v1');
  if (together) {
    const ballots = await Promise.all(
      both.map((request, k) => scene.desks.ballot(voters[k] ?? firstOwner, request)),
    );
    await Promise.all(ballots.map((ballot, k) => scene.desks.handsIn(voters[k] ?? firstOwner, ballot)));
  }
  return { requests: both, together };
}

const assessedOrVetoed = (scene: Scene, request: string): Promise<string> =>
  scene.wire.until(
    `an assessment of ${request}`,
    () =>
      scene.wire
        .about(request)
        .find(({ type }) => type === 'policy.assessed.v1' || type === 'policy.vetoed.v1')?.type,
  );

/** Races so many pairs, each for somebody new, and waits until all are at an end; says how far it is after each. */
async function racePairs(scene: Scene, count: number, isAt: (soFar: string) => void): Promise<RacedPair[]> {
  const numbers = await scene.workforce.hiresBare(count);
  const raced: RacedPair[] = [];
  let over = 0;
  const ends = async ({ requests }: RacedPair) => {
    await Promise.all(requests.map((request) => scene.requests.ending(request, 600_000)));
    over += 1;
    isAt(`${raced.length} pairs raced, ${over} at an end, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  };
  const endings: Promise<void>[] = [];
  const queue = [...numbers.entries()];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const pair = await racePair(scene, next[1], next[0]);
      raced.push(pair);
      const ending = ends(pair);
      // who waits for it comes later
      ending.catch(() => undefined);
      endings.push(ending);
    }
  };
  const began = Date.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  await Promise.all(endings);
  return raced;
}

async function judge(
  scene: Scene,
  attempts: Attempts,
  name: string,
  raced: readonly RacedPair[],
  bit: boolean,
  more = '',
) {
  const together = raced.filter((pair) => pair.together).length;
  const endings = raced.map(({ requests }) =>
    requests
      .map((request) => scene.requests.endingOf(request))
      .sort()
      .join(' '),
  );
  const counts: Record<string, number> = {};
  for (const ending of endings) counts[ending] = (counts[ending] ?? 0) + 1;
  const { doubles, lost, unjustified, seen } = await check(scene.where, {
    accepted: scene.requests.accepted,
  });
  const words =
    `${together} of ${raced.length} pairs raced, ${doubles.length} doubles, ${lost.length} lost, ` +
    `${unjustified.length} unjustified; they ended ${JSON.stringify(counts)}; checked ${JSON.stringify(seen)}`;
  const clean = doubles.length + lost.length + unjustified.length === 0;
  const details = clean ? '' : ` ${JSON.stringify({ doubles, lost, unjustified }).slice(0, 600)}`;
  const required = '0 doubles, 0 lost, 0 unjustified; one of each pair applied';
  const each = (counts['applied vetoed'] ?? 0) === raced.length;
  attempts.saw(name, required, words + more + details, clean && each, bit && together === raced.length);
}

/** Both halves at once through Kafka and HTTP, everything real. */
const t01: Line<Scene> = {
  id: 'T01',
  required: '0 doubles, 0 lost, 0 unjustified through Kafka and HTTP',
  play: async (scene, attempts, run) => {
    const all = run.pipelinePairs;
    for (let done = 0; done < all; done += batch) {
      const count = Math.min(batch, all - done);
      const name = `pairs ${done + 1} to ${done + count} of ${all} through Kafka and HTTP`;
      const raced = await racePairs(scene, count, (soFar) => attempts.isAt(name, soFar));
      await judge(scene, attempts, name, raced, true);
      run.log(`  ${name}: ${attempts.variants.at(-1)?.seen}`);
    }
  },
};

/** The same with two processes of policy, one of them stopped by the kernel again and again. */
const t02: Line<Scene> = {
  id: 'T02',
  required: 'the same with a second policy that is stopped again and again',
  play: async (scene, attempts, run) => {
    const pairs = Math.max(1, Math.ceil(run.pipelinePairs * 0.1));
    const isAt = (soFar: string) => attempts.isAt(`${pairs} pairs, two policies`, soFar);
    const { result, stops, said } = await withSecondPolicy(scene, () => racePairs(scene, pairs, isAt));
    await judge(
      scene,
      attempts,
      `${pairs} pairs, two policies`,
      result,
      stops > 0 && said > 0,
      `; ${stops} stops, the second said ${said}`,
    );
  },
};

/** Races through the whole system. */
export const pipelineRaces: readonly Line<Scene>[] = [t01, t02];
