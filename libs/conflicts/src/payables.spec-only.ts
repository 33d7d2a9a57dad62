import {
  type Change,
  compileMatrix,
  type Control,
  type DutyRule,
  type Grant,
  judge,
  type JudgeOptions,
  type Judgement,
  type RuleBook,
  type Scope,
  type Strength,
  type World,
} from './index.js';

/** A small accounts-payable department, for specs that read as stories. */
export const NOW = Date.UTC(2026, 0, 1);
export const DAY = 24 * 3600 * 1000;
export const day = (n: number): number => NOW + n * DAY;

export const vendorPayment: DutyRule = {
  id: 'P2P-01',
  version: 3,
  title: 'Vendor upkeep and payment release',
  control: 'Nobody who can create or change a vendor releases payments',
  legs: ['duty:vendor-upkeep', 'duty:payment-release'],
  effect: 'prohibit',
  rollout: 'enforce',
};

export const payables: RuleBook = {
  entitlements: [
    'erp:vendor:create',
    'erp:vendor:change',
    'erp:invoice:enter',
    'erp:payment:release',
    'erp:report:read',
  ],
  roles: [
    {
      id: 'role:vendor-clerk',
      version: 1,
      entitlements: ['erp:vendor:create', 'erp:vendor:change'],
      roles: [],
    },
    { id: 'role:payer', version: 1, entitlements: ['erp:payment:release'], roles: [] },
    { id: 'role:treasury', version: 2, entitlements: ['erp:report:read'], roles: ['role:payer'] },
    { id: 'role:auditor', version: 1, entitlements: ['erp:report:read'], roles: [] },
  ],
  duties: [
    { id: 'duty:vendor-upkeep', title: 'Vendor upkeep', any: ['erp:vendor:create', 'erp:vendor:change'] },
    { id: 'duty:payment-release', title: 'Payment release', any: ['erp:payment:release'] },
    { id: 'duty:invoice-entry', title: 'Invoice entry', any: ['erp:invoice:enter'] },
    { id: 'duty:audit', any: ['role:auditor'] },
  ],
  rules: [vendorPayment],
};

/** The department under one rule, changed as said. */
export const under = (change: Partial<DutyRule>): RuleBook => ({
  ...payables,
  rules: [{ ...vendorPayment, ...change }],
});

type Until = number | null;

export const held = (identity: string, item: string, from = NOW, until: Until = null): Grant => ({
  identity,
  item,
  window: { from, until },
  state: 'held',
});

/** The same grant in a scope. */
export const within = (scope: Scope, grant: Grant): Grant => ({ ...grant, scope });

export const reserved = (...grant: Parameters<typeof held>): Grant => ({
  ...held(...grant),
  state: 'reserved',
});

export const controls = (
  from: string,
  how: string,
  to: string,
  window = { from: NOW, until: null as Until },
  strength: Strength = 'acts-as',
): Control => ({ from, to, how, strength, window });

/** Facts first, then the request; every identity named is known by the kind that its id begins with. */
export function given(
  facts: readonly (Grant | Control)[],
  book: RuleBook | null = payables,
  more: Partial<World> = {},
) {
  const grants = facts.filter((fact) => 'item' in fact);
  const edges = facts.filter((fact) => 'how' in fact);
  return {
    when(change: Partial<Change>, at = NOW, options: JudgeOptions = {}): Judgement {
      const { add = [], drop = [] } = change;
      const named = [
        ...[...grants, ...add].map(({ identity }) => identity),
        ...[...edges, ...(change.addControls ?? [])].flatMap((e) => [e.from, e.to]),
      ];
      const kinds = new Map(named.map((id) => [id, id.slice(0, id.indexOf(':'))]));
      const world = { grants, controls: edges, kinds, ...more };
      return judge(book === null ? null : compileMatrix(book), world, { ...change, add, drop }, at, options);
    },
  };
}

/** Rule, root and class of every conflict, for short expectations. */
export const seen = ({ conflicts }: Judgement): string[] =>
  conflicts.map(({ rule, root, class: kind }) => `${rule} ${root} ${kind}`);

/** The rows of the first conflict, each as `object from until: legs`, days counted from now. */
export const rows = ({ conflicts }: Judgement): string[] =>
  (conflicts[0]?.windows ?? []).map(({ object, from, until, legs }) => {
    const where = Object.values(object).join('/');
    const end = until === null ? '∞' : (until - NOW) / DAY;
    return `${where} ${(from - NOW) / DAY}…${end}: ${legs.map((leg) => leg.replace('duty:', '')).join()}`.trim();
  });
