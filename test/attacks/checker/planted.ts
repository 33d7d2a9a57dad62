/** A double that is put into a target on purpose, and what a checker that works has to say of it. */
export interface Plant {
  readonly kind: string;
  /** By account: what it is given, in the law's words; `via:<role>` puts a group role between. */
  readonly gives: Readonly<Record<string, readonly string[]>>;
  /** Facts as a source would state them. */
  readonly facts: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** The rule that is broken, and by whom; null: nothing is. */
  readonly found: readonly [rule: string, root: string] | null;
}

/** Whose power to reset everybody the sample bundle recognises. */
const helpdesk = 'person:1008';
const since = { effective: '2025-01-01T00:00:00.000Z', until: null };
const order = 'role:erp_po_create';
const receive = 'role:erp_goods_receipt';

const person = (n: number, ...accounts: readonly string[]) => ({
  type: 'worker.hired.v1',
  data: {
    ...{
      worker: `person:${n}`,
      effective: since.effective,
      department: 'production',
      job: 'planted',
      manager: null,
    },
    accounts: accounts.map((account) => ({ system: 'erp', account })),
  },
});
const linked = (n: number, account: string) => ({
  type: 'identity.linked.v1',
  data: { person: `person:${n}`, account: { system: 'erp', account }, ...since },
});
const controlled = (identity: string, controller: string, how: string, ...accounts: readonly string[]) => ({
  type: 'identity.controlled.v1',
  data: {
    identity,
    controller,
    how,
    accounts: accounts.map((account) => ({ system: 'erp', account })),
    ...since,
  },
});

/** One half is hers, the other of a machine that she controls in some way. */
const through = (n: number, identity: string, how: string): Plant => ({
  kind: `${how} of ${identity.split(':')[0]}`,
  gives: { [`pl${n}`]: [order], [`pl${n}m`]: [receive] },
  facts: [person(n, `pl${n}`), controlled(`${identity}-${n}`, `person:${n}`, how, `pl${n}m`)],
  found: ['P2P-03', `person:${n}`],
});

const [entering, posting] = [
  (code: string) => `role:erp_cash_enter_${code}`,
  (code: string) => `role:erp_cash_post_${code}`,
];

/** Doubles of different kinds, and things that look like one and are none. */
export const plants: readonly Plant[] = [
  {
    kind: 'two memberships of one account',
    gives: { pl9001: [order, receive] },
    facts: [person(9001, 'pl9001')],
    found: ['P2P-03', 'person:9001'],
  },
  {
    kind: 'a membership and a right on a table',
    gives: { pl9002: ['table:erp.vendors:INSERT', 'role:erp_payment_release'] },
    facts: [person(9002, 'pl9002')],
    found: ['P2P-01', 'person:9002'],
  },
  {
    kind: 'a membership behind another role',
    gives: { pl9003: [order, `via:${receive}`] },
    facts: [person(9003, 'pl9003')],
    found: ['P2P-03', 'person:9003'],
  },
  {
    kind: 'two accounts of one person',
    gives: { pl9004: [order], pl9004b: [receive] },
    facts: [person(9004, 'pl9004'), linked(9004, 'pl9004b')],
    found: ['P2P-03', 'person:9004'],
  },
  through(9005, 'service:planted', 'owner'),
  through(9006, 'pipeline:planted', 'deployer'),
  through(9007, 'workload:planted', 'secret-holder'),
  through(9008, 'agent:planted', 'sponsor'),
  through(9009, 'service:planted', 'administers'),
  through(9010, 'service:planted', 'can-reset'),
  {
    kind: 'control of what controls',
    gives: { pl9011: [order], pl9011m: [receive] },
    facts: [
      person(9011, 'pl9011'),
      controlled('service:planted-9011', 'person:9011', 'owner'),
      controlled('pipeline:planted-9011', 'service:planted-9011', 'deployer', 'pl9011m'),
    ],
    found: ['P2P-03', 'person:9011'],
  },
  {
    kind: 'three duties of which all three conflict',
    gives: {
      pl9012: [
        'table:erp.vendors:INSERT',
        'table:erp.vendor_invoices:INSERT',
        'role:erp_payment_run_propose',
      ],
    },
    facts: [person(9012, 'pl9012')],
    found: ['P2P-04', 'person:9012'],
  },
  {
    kind: 'an account that nobody is known to use',
    gives: { pl9013: [order, receive] },
    facts: [],
    found: ['P2P-03', 'account:pl9013'],
  },
  {
    kind: 'no double: two of three',
    gives: { pl9014: ['table:erp.vendors:INSERT', 'table:erp.vendor_invoices:INSERT'] },
    facts: [person(9014, 'pl9014')],
    found: null,
  },
  {
    kind: 'no double: two strangers',
    gives: { pl9015: [order], pl9016: [receive] },
    facts: [person(9015, 'pl9015'), person(9016, 'pl9016')],
    found: null,
  },
  {
    kind: 'both halves for one company code',
    gives: { pl9017: [entering('1000'), posting('1000'), posting('2000')] },
    facts: [person(9017, 'pl9017')],
    found: ['R2R-04', 'person:9017'],
  },
  {
    kind: "both halves for one company code, one of them a machine's",
    gives: { pl9018: [entering('2000')], pl9018m: [posting('2000')] },
    facts: [person(9018, 'pl9018'), controlled('service:planted-9018', 'person:9018', 'owner', 'pl9018m')],
    found: ['R2R-04', 'person:9018'],
  },
  {
    kind: 'no double: a half for one company code, the other for another',
    gives: { pl9019: [entering('1000')], pl9019m: [posting('2000')] },
    facts: [person(9019, 'pl9019'), controlled('service:planted-9019', 'person:9019', 'owner', 'pl9019m')],
    found: null,
  },
  {
    kind: 'a secret by which she can act as what holds the other half',
    gives: {
      pl9020: ['role:erp_sales_order', 'role:erp_interface_secret_read'],
      pl9020m: ['role:erp_credit_limit'],
    },
    facts: [
      person(9020, 'pl9020'),
      person(9021),
      controlled('service:payment-file-bot', 'person:9021', 'owner', 'pl9020m'),
    ],
    found: ['O2C-01', 'person:9020'],
  },
  {
    kind: 'no double: whom the law knows to reset both holders',
    gives: { pl9022: [order], pl9023: [receive] },
    facts: [
      ...[person(9022, 'pl9022'), person(9023, 'pl9023')],
      ...[controlled('person:9022', helpdesk, 'can-reset'), controlled('person:9023', helpdesk, 'can-reset')],
    ],
    found: null,
  },
];

/** Whether a root of a plant. */
export const isPlanted = (root: string): boolean => root === helpdesk || /(90\d\d|planted)/.test(root);

/** What a checker says of planted doubles: which it missed, and which it invented. */
export function judgePlants(found: readonly { readonly rule: string; readonly root: string }[]): {
  readonly missed: readonly string[];
  readonly invented: readonly string[];
  readonly planted: number;
} {
  const said = new Set(
    found.filter(({ root }) => isPlanted(root)).map(({ rule, root }) => `${rule} ${root}`),
  );
  const meant = plants.flatMap(({ kind, found: of }) => (of ? [{ kind, key: of.join(' ') }] : []));
  const roots = new Set(meant.map(({ key }) => key.split(' ')[1] ?? ''));
  return {
    planted: meant.length,
    missed: meant.filter(({ key }) => !said.has(key)).map(({ kind }) => kind),
    // whoever is controlled by a planted root may be a root of the same double by herself
    invented: [...said].filter((key) => !roots.has(key.split(' ')[1] ?? '') && /person|account/.test(key)),
  };
}
