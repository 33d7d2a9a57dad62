import { type Attempts, DidNotBite, type Line } from '../frame/line.js';
import { check } from '../checker/check.js';
import { clerk, firstOwner, fourthOwner, secondOwner, thirdOwner } from '../stage/company.js';
import { type Asked, personOf, type Scene } from '../stage/scene.js';
import { withSecondPolicy } from '../stage/second-policy.js';
import { StartGate } from '../stage/start-gate.js';

/** The two halves of P2P-03; either takes one process owner's yes. */
const halves = ['erp:purchase-order:create', 'erp:goods-receipt:post'] as const;
/** Pairs on their way at the same time. */
const lanes = 12;
/** Pairs after which everything is checked and written down: a run that is cut off has shown what it did until then. */
const batch = 100;

type Requests = readonly [byKafka: string, byHttp: string];
interface RacedPair {
  readonly requests: Requests;
  /** Both of policy's transactions on their approvals were open before either went on, as PostgreSQL saw it. */
  readonly together: boolean;
}

/** Publishes one half through Kafka and posts the other at the same instant; then both get their votes at the same instant, and policy the gate. */
async function racePair(scene: Scene, gate: StartGate, n: number, at: number): Promise<RacedPair> {
  const [first, second] = at % 2 === 0 ? halves : [halves[1], halves[0]];
  const reasons = [`race ${n} by Kafka`, `race ${n} by HTTP`] as const;
  const beneficiary = personOf(n);
  const asked = (half: string): Asked => ({ requester: clerk, beneficiary, items: [half] });
  const requests = await Promise.all([
    scene.requests.publishes(reasons[0], asked(first)).then(() => scene.requests.requestOf(reasons[0])),
    scene.requests.posts(clerk, reasons[1], asked(second)),
  ]);
  const ready = await Promise.all(requests.map((request) => assessedOrVetoed(scene, request)));
  if (!ready.every((type) => type === 'policy.assessed.v1')) return { requests, together: false };
  const owners = [firstOwner, secondOwner, thirdOwner, fourthOwner];
  const voters = [owners[at % 4] ?? firstOwner, owners[(at + 1) % 4] ?? secondOwner] as const;
  const votes = await Promise.all(
    requests.map((request, k) => readyVote(scene, voters[k] ?? firstOwner, request)),
  );
  const vote = () => Promise.all(votes.map((handIn) => handIn()));
  // what lies in one partition is read by one process, one after the other
  if (!liesApart(scene, requests)) return vote().then(() => ({ requests, together: false }));
  return { requests, together: await gate.race(requests, vote) };
}

/** What a vote that decides is answered, and one that is handed in again since the first answer was lost. */
const taken = ['approved', 'VOTE_CLOSED', 'VOTE_TWICE'];

/** A signed vote, to be handed in until it is taken. Throws when it is not: a race that one half never came to is none. */
async function readyVote(scene: Scene, voter: number, request: string): Promise<() => Promise<void>> {
  const ballot = await scene.desks.ballot(voter, request);
  return async () => {
    let answer = '';
    for (let left = 6; left > 0 && !taken.includes(answer); left--)
      answer = await scene.desks.handsIn(voter, ballot);
    if (!taken.includes(answer)) throw new DidNotBite(`the vote on ${request} was answered ${answer}`);
  };
}

/** Whether what is said about two requests lies in two partitions: every topic is cut by the request in the same way. */
const liesApart = (scene: Scene, requests: Requests): boolean => {
  const [one, other] = requests.map((request) => scene.wire.about(request, 'request.submitted.v1')[0]);
  return one?.partition !== other?.partition;
};

const assessedOrVetoed = (scene: Scene, request: string): Promise<string> =>
  scene.wire.until(
    `an assessment of ${request}`,
    () =>
      scene.wire
        .about(request)
        .find(({ type }) => type === 'policy.assessed.v1' || type === 'policy.vetoed.v1')?.type,
  );

/** Races so many pairs, each for somebody new, and waits until all are at an end; says how far it is after each. */
async function racePairs(
  scene: Scene,
  gate: StartGate,
  count: number,
  isAt: (soFar: string) => void,
): Promise<RacedPair[]> {
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
      const pair = await racePair(scene, gate, next[1], next[0]);
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

const togetherIn = (raced: readonly RacedPair[]): number => raced.filter(({ together }) => together).length;

/** Judges what pairs came to. `bit`: whether what was to happen beside them did; pairs of which none were open together prove nothing. */
async function judge(
  scene: Scene,
  attempts: Attempts,
  name: string,
  raced: readonly RacedPair[],
  bit: boolean,
  more = '',
) {
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
  const together = togetherIn(raced);
  const words =
    `${raced.length} pairs, both transactions of ${together} open together: ${doubles.length} doubles, ${lost.length} lost, ` +
    `${unjustified.length} unjustified; they ended ${JSON.stringify(counts)}; checked ${JSON.stringify(seen)}`;
  const clean = doubles.length + lost.length + unjustified.length === 0;
  const details = clean ? '' : ` ${JSON.stringify({ doubles, lost, unjustified }).slice(0, 600)}`;
  const required = '0 doubles, 0 lost, 0 unjustified; one of each pair applied';
  const each = (counts['applied vetoed'] ?? 0) === raced.length;
  attempts.saw(name, required, words + more + details, clean && each, bit && together > 0);
}

/** Does something with a gate before policy, and takes the gate away. */
async function withGate<T>(scene: Scene, work: (gate: StartGate) => Promise<T>): Promise<T> {
  const gate = await StartGate.build(scene);
  return work(gate).finally(() => gate.demolish());
}

/** Both halves at once through Kafka and HTTP, everything real, until so many pairs were open together. */
const t01: Line<Scene> = {
  id: 'T01',
  required: '0 doubles, 0 lost, 0 unjustified through Kafka and HTTP',
  play: (scene, attempts, run) =>
    withGate(scene, async (gate) => {
      const all = run.pipelinePairs;
      let [together, played] = [0, 0];
      // of three partitions two are the same once in three times
      while (together < all && played < 3 * all + batch) {
        const count = Math.min(batch, Math.ceil(1.5 * (all - together)));
        const name = `pairs ${played + 1} to ${played + count} through Kafka and HTTP`;
        const raced = await racePairs(scene, gate, count, (soFar) => attempts.isAt(name, soFar));
        [together, played] = [together + togetherIn(raced), played + count];
        await judge(scene, attempts, name, raced, true);
        run.log(`  ${name}: ${attempts.variants.at(-1)?.seen}`);
      }
      const seen = `${together} of ${played}`;
      attempts.saw(
        `${all} pairs of which both transactions were open together`,
        `≥ ${all}`,
        seen,
        together >= all,
      );
    }),
};

/** The same with two processes of policy, one of them stopped by the kernel again and again. */
const t02: Line<Scene> = {
  id: 'T02',
  required: 'the same with a second policy that is stopped again and again',
  play: async (scene, attempts, run) => {
    const pairs = Math.max(1, Math.ceil(run.pipelinePairs * 0.15));
    const isAt = (soFar: string) => attempts.isAt(`${pairs} pairs, two policies`, soFar);
    const race = (gate: StartGate) => withSecondPolicy(scene, () => racePairs(scene, gate, pairs, isAt));
    const { result, stops, said } = await withGate(scene, race);
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
