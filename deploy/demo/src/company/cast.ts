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
  /**
   * Each asks in one instant for both halves of P2P-03: the first for herself, the others for herself and for what they act through, a
   * service account that the second owns, an agent that the third sponsors, a second account of the fourth.
   */
  bothHalves: { herself: 1049, withBot: 1047, withAgent: 1062, withAccount: 1048 },
  /** Two managers who vote in the same instant, each on one half: process owners both, and nobody's of the above. */
  approversAtOnce: [1035, 1024],
  /** Administrator who reads the secret of `service:payment-file-bot`, and wants to change bank details as well. */
  secretReader: 1012,
  /** Clerk in accounts receivable who helps out in the warehouse, stands in for a buyer, and becomes one herself. */
  mover: 1050,
  buyerAway: 1056,
  /** Payroll officers who ask for reports: from some seconds on and from next month on, and for one extension after the other. */
  startsLater: 1094,
  startsNextMonth: 1095,
  extends: 1096,
  /** Clerk in accounts receivable whose one half ends when the other begins. */
  handsOver: 1051,
  /** Cash manager whose access ends while nearly everything is down. */
  expires: 1033,
  /** Clerk in accounts payable whom the owner of the ERP gives by hand what he may not have. */
  givenByHand: 1040,
  /** Clerk in accounts payable and cash manager whom an administrator can reset, and nobody has approved that power. */
  resettable: { clerk: 1038, cashManager: 1034, by: 1010 },
  /** Cash managers who held access at the bank before Countersign came: one asks for it, the other does not. */
  heldBefore: { asks: 1034, leavesIt: 1033 },
  /** Cash manager who carries payment runs from the ERP to the bank. */
  courier: 1032,
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
  /** The two halves of P2P-03. One process owner decides on either. */
  orders: 'role:buyer',
  receives: 'role:warehouse-clerk',
  /** What gives the secret of the payment file bot, and what must not meet what the bot does (P2P-02). */
  readsSecrets: 'erp:interface-secret:read',
  changesBankDetails: 'role:vendor-bank-keeper',
  /** The part of `receives` that matters for P2P-03. */
  receivesOnly: 'erp:goods-receipt:post',
  /** A role over the ERP and the bank; and the two halves of P2P-01, one in each. */
  inTwoSystems: 'role:bank-courier',
  vendors: 'role:vendor-clerk',
  sendsMoney: 'role:bank-releaser',
  /** What would meet, by the scanner, with the buyer's purchase orders (P2P-03). */
  forScanner: 'role:warehouse-clerk',
} as const;
