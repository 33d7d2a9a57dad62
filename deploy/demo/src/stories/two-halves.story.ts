import { accountOf, cast, personId, wishes } from '../company/cast.js';
import { accountId, secondAccount } from '../company/events.js';
import { machineAccount } from '../company/machines.js';
import { probes } from '../erp/probes.js';
import type { Script } from '../stage/script.js';
import type { Stage } from '../stage/stage.js';
import { ask, askByHttp } from './ask.js';
import { conflictsOf, conflictWords } from './conflicts-of.js';
import type { Story } from './story.js';

const order = probes['erp:purchase-order:create'] as string;
const receive = probes['erp:goods-receipt:post'] as string;

/** Who asks for both halves, through what she would have the other, with which account, and how that is on the path. */
interface Pair {
  readonly claim: string;
  readonly n: number;
  readonly through: string;
  readonly account: string;
  readonly path: string;
}

const { herself, withBot, withAgent, withAccount } = cast.bothHalves;
const second = `${accountOf(withAccount)}_desk`;
const machine = (n: number, how: string, id: string) =>
  ({ n, through: id, account: machineAccount(id), path: `${personId(n)} ${how} ${id}` }) as const;
const [own, ...throughOthers]: readonly [Pair, ...Pair[]] = [
  {
    claim: 'she asks for both halves in one instant',
    n: herself,
    through: personId(herself),
    account: accountOf(herself),
    path: `${personId(herself)} holds role:warehouse-clerk`,
  },
  {
    claim: 'one half for her, one for her service account',
    ...machine(withBot, 'owner', 'service:dunning-bot'),
  },
  { claim: 'one half for her, one for her agent', ...machine(withAgent, 'sponsor', 'agent:order-desk') },
  {
    claim: 'one half for her, one for her second account',
    n: withAccount,
    through: accountId(second),
    account: second,
    path: `${personId(withAccount)} owner ${accountId(second)}`,
  },
];

/** Both halves are asked in one instant and approved in one instant; gives what became of them. */
async function bothAtOnce(stage: Stage, { n, through }: Pair) {
  const other = through === personId(n) ? [wishes.receives] : ['erp:login:use', wishes.receives];
  const [ticket, called] = await Promise.all([
    ask(stage, { requester: n, items: [wishes.orders] }),
    askByHttp(stage, { requester: n, beneficiary: through, items: other }),
  ]);
  const [one, another] = await Promise.all(cast.approversAtOnce.map((m) => stage.person(m)));
  const requests = [ticket.request, called] as const;
  const tasks = await Promise.all([one?.task(requests[0]), another?.task(requests[1])]);
  await Promise.all([tasks[0] && one?.vote(tasks[0]), tasks[1] && another?.vote(tasks[1])]);
  const asker = await stage.person(n);
  return Promise.all(requests.map((request) => asker.until(request, 'applied', 'vetoed')));
}

async function race(stage: Stage, script: Script, pair: Pair): Promise<void> {
  const told = await bothAtOnce(stage, pair);
  const states = told.map(({ state }) => state).sort();
  script.equal(pair.claim, 'applied vetoed', states.join(' '));
  const rules = told.flatMap(conflictsOf).map(({ rule }) => rule);
  script.equal('the rule', 'P2P-03', [...new Set(rules)].join(' '));
  const words = told.flatMap(conflictWords);
  script.contains('the path', pair.path, words.join(' '));
  const can = [
    await stage.target.tryAsOwnerOf(accountOf(pair.n), order),
    await stage.target.tryAsOwnerOf(pair.account, receive),
  ];
  const allowed = can.filter((each) => each === 'allowed').length;
  script.equal('halves that the target allows', '1', String(allowed));
  if (pair === own) script.note(...words);
}

/** The two halves of a conflict, asked in the same instant by different channels: one is given, the other vetoed, whoever receives it. */
export const twoHalves: Story = {
  id: 'two-halves',
  title: 'Two halves asked in the same instant: one is given, the other vetoed',
  play: async (stage, script) => {
    await race(stage, script, own);
    await stage.hr.publish(secondAccount(withAccount, second, new Date().toISOString()));
    for (const pair of throughOthers) await race(stage, script, pair);
  },
};
