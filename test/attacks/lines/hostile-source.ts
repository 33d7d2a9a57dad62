import type { Attempts } from '../frame/line.js';
import { clerk, fact, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { order, ordering } from './ending.js';
import { got } from './hostile.js';

const group = 'group:process-owners';
/** When HR, hostile, says that something ended: long ago, and after it had begun. */
const longAgo = '2025-06-01T00:00:00.000Z';
const undone = { effective: longAgo, until: longAgo };

/** Who is kept from deciding about something votes for it; then somebody else does, whose vote counts. */
async function stillExcluded(
  scene: Scene,
  attempts: Attempts,
  name: string,
  {
    asked,
    voter,
    holds,
  }: { readonly asked: string; readonly voter: number; readonly holds: () => Promise<string> },
): Promise<void> {
  const answer = await scene.desks.votes(voter, asked);
  const seen = `${answer}, ${(await holds()) || 'nothing'} got`;
  const other = await scene.desks.votes(secondOwner, asked);
  const isOpen = other === 'approved';
  attempts.equal(`HR, with its key: ${name}`, 'VOTE_EXCLUDED, nothing got', seen, isOpen);
  await scene.requests.ending(asked);
}

/** HR says that an account is no longer hers, and whose it is. */
async function movesAccount(scene: Scene, account: string, from: number, to: number): Promise<void> {
  const linked = (id: string, n: number, window: object) =>
    fact('identity.linked.v1', `${id}-${account}`, {
      ...{ person: personOf(n), account: { system: 'erp', account } },
      ...window,
    });
  await scene.workforce.states(linked('unlinked', from, undone));
  await scene.workforce.knows(`attack-unlinked-${account}`);
  await scene.workforce.states(
    linked('relinked', to, { effective: '2025-01-01T00:00:00.000Z', until: null }),
  );
  await scene.workforce.knows(`attack-relinked-${account}`);
}

/**
 * HR, hostile, says with its own key that who acts as what benefits does so no longer, dated back, and she votes for it: for what was asked before, for
 * what is asked afterwards, for whom she was delegate of, for whom an account of hers is now.
 */
export async function independence(
  scene: Scene,
  attempts: Attempts,
  [n = 0, principal = 0, heir = 0]: readonly number[],
): Promise<void> {
  const voter = await scene.workforce.hiresApprover(group);
  const machine = `service:f20-owned-${n}`;
  const account = `f20_owned_${n}`;
  await scene.workforce.controls(machine, voter, 'owner', [account]);
  await scene.workforce.controls(machine, await scene.workforce.hiresOwner(), 'owner', [account]);
  await scene.workforce.controls(personOf(principal), voter, 'delegate');
  await scene.workforce.links(voter, `${accountOf(heir)}b`);
  const asks = (beneficiary: string, items: readonly string[] = [order]) =>
    scene.requests.asks({ requester: clerk, beneficiary, items });
  const ofMachine = async () => {
    await got(scene, n);
    return (await scene.erp.holds(account)).filter((one) => one === ordering).join('');
  };
  const items = ['erp:login:use', order];
  const early = await scene.requests.asks({ requester: firstOwner, beneficiary: machine, items });
  await scene.requests.assessed(early);
  await scene.workforce.controls(machine, voter, 'owner', [account], undone);
  await scene.workforce.controls(personOf(principal), voter, 'delegate', [], undone);
  await movesAccount(scene, `${accountOf(heir)}b`, voter, heir);
  await scene.workforce.untilKnown();
  const her = (who: number) => () => got(scene, who, ordering);
  const tries: [string, string, () => Promise<string>][] = [
    ['she owned what benefits, as it was asked', early, ofMachine],
    ['she was delegate of who benefits', await asks(personOf(principal)), her(principal)],
    ['an account of hers is who benefits’ now', await asks(personOf(heir)), her(heir)],
  ];
  for (const [name, asked, holds] of tries)
    await stillExcluded(scene, attempts, name, { asked, voter, holds });
  const late = await scene.requests.asks({
    ...{ requester: firstOwner, beneficiary: machine, items: ['erp:report:run'] },
  });
  const holds = async () => {
    await got(scene, n);
    return (await scene.erp.holds(account)).filter((one) => one === 'role:erp_report_run').join('');
  };
  await stillExcluded(scene, attempts, 'she owned what benefits, asked since', { asked: late, voter, holds });
}
