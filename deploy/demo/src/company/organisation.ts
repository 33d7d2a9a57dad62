/** A worker as HR knows her. `n` is her personnel number: `person:<n>`, login `login-<n>`, account `u<n>`. */
export interface Worker {
  readonly n: number;
  readonly department: string;
  readonly job: string;
  /** Personnel number of her manager; the chief executive has none. */
  readonly manager: number | null;
  /** Whether she has an account in the ERP. The shop floor has none. */
  readonly erp: boolean;
}

/** The company's people are numbered without a gap, by department; the manager of a department comes first. */
export const firstNumber = 1001;

type Block = readonly [department: string, jobs: readonly (readonly [job: string, heads: number])[]];

/** Who works where: 199 people. The joiner of the story, 1200, is hired while it is told. */
const plan: readonly Block[] = [
  [
    'executive',
    [
      ['chief-executive', 1],
      ['chief-financial-officer', 1],
      ['chief-operating-officer', 1],
    ],
  ], // 1001 … 1003
  [
    'information-technology',
    [
      ['process-analyst', 2],
      ['manager', 1],
      ['administrator', 6],
    ],
  ], // 1004 … 1012
  [
    'internal-audit',
    [
      ['manager', 1],
      ['auditor', 3],
      ['control-officer', 3],
    ],
  ], // 1013 … 1019
  [
    'general-ledger',
    [
      ['controller', 4],
      ['manager', 1],
      ['accountant', 6],
    ],
  ], // 1020 … 1030
  [
    'treasury',
    [
      ['manager', 1],
      ['cash-manager', 3],
    ],
  ], // 1031 … 1034
  [
    'accounts-payable',
    [
      ['manager', 1],
      ['clerk', 6],
      ['invoice-clerk', 4],
    ],
  ], // 1035 … 1045
  [
    'accounts-receivable',
    [
      ['manager', 1],
      ['clerk', 5],
    ],
  ], // 1046 … 1051
  [
    'procurement',
    [
      ['manager', 1],
      ['buyer', 8],
    ],
  ], // 1052 … 1060
  [
    'sales',
    [
      ['manager', 1],
      ['clerk', 14],
    ],
  ], // 1061 … 1075
  [
    'warehouse',
    [
      ['manager', 1],
      ['clerk', 12],
    ],
  ], // 1076 … 1088
  [
    'human-resources',
    [
      ['manager', 1],
      ['officer', 3],
    ],
  ], // 1089 … 1092
  [
    'payroll',
    [
      ['manager', 1],
      ['officer', 3],
    ],
  ], // 1093 … 1096
  [
    'production',
    [
      ['manager', 1],
      ['foreman', 6],
      ['worker', 96],
    ],
  ], // 1097 … 1199
];

/** Departments report to one of the three who lead the company. */
const leads: Readonly<Record<string, number>> = {
  'information-technology': 1003,
  'internal-audit': 1001,
  procurement: 1003,
  sales: 1003,
  warehouse: 1003,
  'human-resources': 1001,
  production: 1003,
};
const financeLead = 1002;

/** Every worker of the company, by personnel number. Always the same. */
export const workers: readonly Worker[] = plan.reduce<Worker[]>(
  (before, block) => [...before, ...staffOf(block, firstNumber + before.length)],
  [],
);

function staffOf([department, jobs]: Block, from: number): Worker[] {
  const heads = jobs.flatMap(([job, count]) => Array.from({ length: count }, () => job));
  const managerAt = heads.indexOf('manager');
  return heads.map((job, at) => {
    const n = from + at;
    return {
      n,
      department,
      job,
      manager: managerOf(department, n, at === managerAt ? n : from + managerAt),
      erp: department !== 'production',
    };
  });
}

/** `head`: number of the department's manager, the worker's own when she is it. */
function managerOf(department: string, n: number, head: number): number | null {
  if (department === 'executive') return n === firstNumber ? null : firstNumber;
  return head === n ? (leads[department] ?? financeLead) : head;
}

/** Hired while the story is told. */
export const joiner: Worker = {
  n: 1200,
  department: 'accounts-payable',
  job: 'clerk',
  manager: 1035,
  erp: true,
};

/** The manager of each department. */
export const managers: readonly Worker[] = workers.filter(({ job }) => job === 'manager');

/** Workers of a department with this job. */
export const staff = (department: string, job: string): readonly Worker[] =>
  workers.filter((worker) => worker.department === department && worker.job === job);
