import { createVotingKeys, enrolledLogin, heartbeat, hired } from '@countersign/demo';
import type { SourceEvent } from '@countersign/demo/stage';

/** Who decides, by personnel number; few, so that a system is ready soon. None has an account in the target. */
export const groups: Readonly<Record<string, readonly number[]>> = {
  'group:process-owners': [1031, 1035, 1046, 1052],
  'group:internal-control': [1017, 1018],
  'group:finance-controllers': [1020, 1021, 1022],
  'group:risk-committee': [1002, 1003],
};
export const [firstOwner, secondOwner, thirdOwner, fourthOwner] = [1031, 1035, 1046, 1052] as const;
const deciders = Object.values(groups).flat();
/** Asks for others. */
export const clerk = 1100;
/** The first of those who are hired while attacks are played and can sign in. */
export const firstWithLogin = 1101;

const always = { effective: '2025-01-01T00:00:00.000Z', until: null };

/** A fact as `hr` states it. Its id is made of `id`, so that saying it again is the same. */
export const fact = (type: string, id: string, data: object): SourceEvent => ({
  type,
  id: `attack-${id}`,
  data,
});

/** Where people of an office work; in treasury they have an account at the bank besides. */
export type Department = 'information-technology' | 'treasury';

/** A worker; `office` gives her an account and what everybody in an office is born with. */
export function worker(
  n: number,
  office: boolean,
  of: Department = 'information-technology',
  time = new Date().toISOString(),
): SourceEvent {
  const department = office ? of : 'production';
  return hired({ n, department, job: 'clerk', manager: null, erp: office }, always.effective, time);
}

/** A worker with an account, who is born with nothing: it is made when she gets something. */
export const bareWorker = (n: number, time = new Date().toISOString()): SourceEvent =>
  hired({ n, department: 'production', job: 'clerk', manager: null, erp: true }, always.effective, time);

/** What makes somebody decide for a group: she is in it, and has a key to vote with. */
export const deciding = (folder: string, n: number, group: string): SourceEvent[] => [
  fact('group.membership.v1', `${group.replace(':', '-')}-${n}`, { group, person: `person:${n}`, ...always }),
  ...createVotingKeys(folder, [n]).map((key) => enrolled(key)),
];

/** That a voting key is hers. */
export const enrolled = ({
  n,
  kid,
  x,
}: {
  readonly n: number;
  readonly kid: string;
  readonly x: string;
}): SourceEvent =>
  fact('voting-key.enrolled.v1', kid, {
    ...{ person: `person:${n}`, kid, ...always },
    key: { kty: 'OKP', crv: 'Ed25519', x },
  });

/** Everything that HR states of the company before an attack is played. */
export function founding(folder: string, issuer: string): SourceEvent[] {
  const time = new Date().toISOString();
  const keys = createVotingKeys(folder, deciders);
  return [
    ...[...deciders, clerk].map((n) => worker(n, false, undefined, time)),
    ...[...deciders, clerk].map((n) => enrolledLogin(n, issuer, time)),
    ...Object.entries(groups).flatMap(([group, members]) =>
      members.map((n) =>
        fact('group.membership.v1', `${group.replace(':', '-')}-${n}`, {
          group,
          person: `person:${n}`,
          ...always,
        }),
      ),
    ),
    ...keys.map((key) => enrolled(key)),
    heartbeat(time),
  ];
}
