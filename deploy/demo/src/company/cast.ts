/** `person:<n>` */
export const personId = (n: number): string => `person:${n}`;
/** Login at the OpenID provider, its `sub`. */
export const loginOf = (n: number): string => `login-${n}`;
/** Name of her account in the ERP, a PostgreSQL role. */
export const accountOf = (n: number): string => `u${n}`;

/**
 * Who plays what in the guided story, by personnel number. Approvers stand in `groups.ts`; what the numbers work as, in `organisation.ts`.
 */
export const cast = {
  /** Hired while the story is told: a clerk in accounts payable, who gets her birthright and can insert a vendor. */
  joiner: 1200,
  /** Manager of accounts payable and process owner: first approver of the joiner's elevated role; later tries to vote twice. */
  firstApprover: 1035,
  /** Control officer, in internal control: the second, different approver. */
  secondApprover: 1017,
  /** Manager of treasury, process owner, and owner of `service:payment-file-bot`: may not vote on what her bot is to receive. */
  serviceOwner: 1031,
  /** Manager of accounts receivable and process owner: asks for herself and tries to approve it. */
  selfApprover: 1046,
  /** Buyer who can create purchase orders and owns `service:goods-scanner`: the scanner may not get goods receipts. */
  buyerWithScanner: 1053,
  /** Clerk in accounts payable who leaves with a session open, while approval is down. */
  leaver: 1036,
  /** Clerk in accounts payable: the account that forged orders try to serve. */
  bystander: 1037,
  /** Controllers who decide on critical access, two of them each time. */
  controllers: [1020, 1021],
  /** Wrote the roles of purchase to pay; may not approve requests for them. */
  roleAuthor: 1004,
} as const;

/** What the story asks for. */
export const wishes = {
  /** Elevated: asks two different people, and breaks no rule beside what the joiner holds. */
  elevated: 'role:payment-preparer',
  /** The other half of P2P-01 for whoever keeps vendors. */
  conflicting: 'role:payment-releaser',
  /** The cash book of a company code, and its other half by R2R-04. */
  scoped: 'role:cash-clerk',
  otherHalfOfScoped: 'role:cash-supervisor',
  /** What the service account of `serviceOwner` is to receive. */
  forService: 'role:payment-preparer',
  /** What would meet, by the scanner, with the buyer's purchase orders (P2P-03). */
  forScanner: 'role:warehouse-clerk',
} as const;
