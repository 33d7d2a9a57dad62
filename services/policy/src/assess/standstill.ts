import { CountersignError, cut } from '@countersign/contracts';
import { describeSkew } from '@countersign/service-kit/clock';
import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import type { Why } from './assess.decision.js';
import { isLawInForce } from './law-read.store.js';

/** Whose word a judgement rests on: the sources' facts as request states them, and our own memory. */
const signers = ['request', 'policy'] as const;
/** Whose time a judgement rests on: of what was stated, of votes, of what will be ordered. */
const timed = ['request', 'approval', 'provisioning'] as const;

/** How long (ms) after one look it is looked again whether what only passes by itself has passed. */
export const lookAgainMs = 10_000;
/**
 * How long (ms) after one look at anything that is held it is looked at again, at the latest, whatever it waits for: of all the dates on which a fact
 * begins or ends to count (a start at work, a membership, a week after control ended) nobody keeps a list. Ten minutes, for nobody waits for a
 * date by the minute, and ten thousand of them are some seventeen judgements a second; one that comes to the same hold says nothing.
 */
export const lookAnywayMs = 600_000;

/** Reasons to wait that end by themselves, and not by a fact, a bundle or a person. What waits for one of these is not over. */
const passing: readonly string[] = [
  'CHAIN_OPEN',
  'CLOCKS_DIFFER',
  'FACT_IN_QUARANTINE',
  'FACT_NOT_YET',
  'GRANTS_STOPPED',
  'LAW_NOT_READ',
  'NO_IN_QUARANTINE',
  'STALE_SOURCE',
  'STARTS_LATER',
  'TRUST_RUN_OUT',
  'VOTER_NOT_READ',
  'WAITS_FOR_ABSENCE',
];

/** Whether all that stands in the way ends by itself. */
export const onlyWaits = (reasons: readonly Why[]): boolean =>
  reasons.every(({ code }) => passing.includes(code));

/** What a judgement is about: a request, and everybody whose facts it rests on; the numbers of the bundle it goes by, and of the one it was asked under. */
export interface Concerned {
  readonly request: string;
  readonly askedUnder: number;
  readonly identities: readonly string[];
  readonly bundle: number;
}

/**
 * Why nothing can be judged now, whatever was asked: the law has run out, or another process has accepted a newer one, or it was asked under one that
 * nobody here has read yet (which waits for a bundle and not for time, so that naming one that never comes costs a look in ten minutes), clocks differ (INVARIANTS, I23), a statement that we may rest on is missing, a fact about one of
 * these identities, or what request or approval said of the request, that it is taken back perhaps, or a no, lies in quarantine. Null when nothing of the kind stands in the way.
 * Concerns grants alone; removals are never judged.
 */
export async function standstill(
  deps: PolicyDeps,
  tx: EntityManager,
  { request, askedUnder, identities, bundle }: Concerned,
): Promise<Why | null> {
  const runOut = lawRunOut(deps);
  if (runOut) return runOut;
  if (!(await isLawInForce(tx, bundle)))
    return {
      code: 'LAW_NOT_READ',
      message: 'a newer bundle was accepted, which this process has not read yet',
    };
  if (askedUnder > bundle)
    return {
      code: 'LAW_TO_COME',
      message: `it was asked under bundle ${askedUnder}, which has not been read here yet`,
    };
  const skew = await clocksDiffer(deps, tx, timed);
  if (skew) return skew;
  for (const signer of signers)
    if (await deps.hasGap(tx, signer))
      return {
        code: 'CHAIN_OPEN',
        message: `a statement of \`${signer}\` is missing or contradicts another`,
      };
  const fact = await quarantined(tx, 'request', [...identities, request]);
  if (fact !== null)
    return {
      code: 'FACT_IN_QUARANTINE',
      message: `a fact about somebody concerned, or that this is taken back, lies in quarantine: ${fact}`,
    };
  const no = await quarantined(tx, 'approval', [request]);
  return no === null
    ? null
    : {
        code: 'NO_IN_QUARANTINE',
        message: `what approval said of this, a no perhaps, lies in quarantine: ${no}`,
      };
}

/** Why nothing can be granted while these peers' clocks, or our own, differ from our database's; null while they agree. */
export async function clocksDiffer(
  { clocks }: PolicyDeps,
  tx: EntityManager,
  peers: readonly string[],
): Promise<Why | null> {
  const skews = await clocks.skews(tx, peers);
  if (skews.length === 0) return null;
  return { code: 'CLOCKS_DIFFER', message: cut(skews.map(describeSkew).join('; '), 600) };
}

/** The code of a record under one of these keys that lies undecided in quarantine; null when there is none. */
async function quarantined(
  tx: EntityManager,
  topic: string,
  keys: readonly string[],
): Promise<string | null> {
  const rows: { code: string }[] = await tx.query(
    `SELECT code FROM quarantine WHERE state IN ('waiting', 'held') AND topic = $1 AND key = ANY($2::bytea[]) LIMIT 1`,
    [topic, keys.map((key) => Buffer.from(key))],
  );
  return rows[0]?.code ?? null;
}

function lawRunOut({ trustForGrants }: PolicyDeps): Why | null {
  try {
    trustForGrants();
    return null;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'TRUST_RUN_OUT')
      return { code: error.code, message: error.message };
    throw error;
  }
}
