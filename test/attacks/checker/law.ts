import { isSignedBy } from './signed.js';
import type { BrokerRecord } from './topics.js';
import { type Anchor, CannotCheck, type Where } from './where.js';

/** Dimension → values; a dimension that is not named is all of it. */
export type Scope = Readonly<Record<string, readonly string[]>>;

/** What a role or birthright gives: by name, or by name within a scope. */
export type Content = string | { readonly item: string; readonly scope?: Scope };

/** When a record of the bundle counts. */
interface Dated {
  readonly from: string;
  readonly until: string;
}

type Level = 'low' | 'medium' | 'high' | 'critical';

/** The parts of the signed bundle that are checked by. */
export interface Law {
  readonly number: number;
  readonly dimensions: readonly { readonly id: string }[];
  readonly edges: readonly Edge[];
  readonly recognised: readonly (Dated & { readonly root: string; readonly how: string })[];
  readonly exceptions: readonly (Dated & {
    readonly id: string;
    readonly root: string;
    readonly rule: string;
    readonly version: number;
    readonly legs?: readonly string[];
    readonly objects?: Scope;
  })[];
  readonly entitlements: readonly {
    readonly id: string;
    readonly permission: string;
    readonly permissionForAll?: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly sensitivity: Level;
    readonly blastRadius: Level;
  }[];
  readonly roles: readonly {
    readonly id: string;
    readonly version: number;
    readonly entitlements: readonly Content[];
    readonly roles: readonly Content[];
    readonly authors: readonly string[];
  }[];
  readonly duties: readonly { readonly id: string; readonly title: string }[];
  readonly rules: readonly {
    readonly id: string;
    readonly version: number;
    readonly title: string;
    readonly legs?: readonly string[];
    readonly set?: readonly unknown[];
    readonly most?: number;
    readonly dimensions?: readonly string[];
    readonly threshold?: number;
    readonly effect: string;
    readonly rollout: string;
  }[];
  readonly birthrights: readonly {
    readonly id: string;
    readonly items: readonly Content[];
  }[];
  readonly routes: readonly {
    readonly sensitivity: readonly Level[];
    readonly blastRadius: readonly Level[];
    readonly stages: readonly Stage[];
  }[];
}
/** Who can exercise all premises can also exercise something else, or has control over whom a selector names. */
export interface Edge {
  readonly id: string;
  readonly premises: readonly string[];
  readonly gives: {
    readonly entitlement?: string;
    readonly control?: { readonly kind?: string; readonly identity?: string };
  };
}

export interface Stage {
  readonly groups: readonly { readonly group: string; readonly need: number }[];
  readonly quorum: number;
}

/** The key registry: whose key signs what, when. */
export interface Keys {
  readonly number: number;
  readonly keys: readonly {
    readonly kid: string;
    readonly x: string;
    readonly signer: string;
    readonly types: readonly string[];
    readonly from: number;
    readonly until: number | null;
  }[];
}

interface Custodial {
  readonly payload: string;
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
}

/** The payload, if at least the threshold of different custodians signed exactly it as `typ`; else null. */
export function opened(value: Buffer, typ: string, { custodians, threshold }: Anchor): unknown {
  const { payload, signatures } = JSON.parse(value.toString('utf8')) as Custodial;
  const signers = signatures.map((one) => {
    const header = JSON.parse(Buffer.from(one.protected, 'base64url').toString()) as Record<string, string>;
    const custodian = custodians.find(({ kid }) => kid === header['kid']);
    const isTheirs =
      custodian &&
      header['typ'] === typ &&
      isSignedBy(custodian.x, `${one.protected}.${payload}`, one.signature);
    return isTheirs ? custodian.name : '';
  });
  if (new Set(signers.filter(Boolean)).size < threshold) return null;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}

/** Every document of a type that the custodians signed, by number. Throws when there is none. */
export function documents<D extends { readonly number: number }>(
  records: readonly BrokerRecord[],
  typ: string,
  { anchor }: Where,
): ReadonlyMap<number, D> {
  const found = records
    .filter(({ topic, headers }) => topic === 'governance' && headers['ce_type'] === typ)
    .map(({ value }) => opened(value, typ, anchor) as D | null)
    .filter((one) => one !== null);
  if (found.length === 0) throw new CannotCheck(`no \`${typ}\` that the custodians signed`);
  return new Map(found.map((one) => [one.number, one]));
}

/** The one with the highest number. */
export const newest = <D>(all: ReadonlyMap<number, D>): D => all.get(Math.max(...all.keys())) as D;
