import { CountersignError } from '@countersign/contracts';
import { tokenOf } from './stage/people.js';
import { attachSystem } from './stage/running-system.js';
import { foundCompany, openStage } from './stage/stage.js';
import { Target } from './stage/target.js';

/** The words say nothing that can be done by hand. */
export class NotByHand extends CountersignError {
  readonly code = 'DEMO_USAGE';
  readonly retriable = false;
}

const usage = `node deploy/demo/dist/by-hand.js company | token <login> | try <account> <sql>

  company               HR states the demonstration's company, once for each run of a system
  token <login>         logs a person in as a browser would, and prints her access token for ten minutes
  try <account> <sql>   chooses a password for an account of the ERP, logs in with it and tries a statement, of which nothing stays`;

type Act = (...words: string[]) => Promise<string>;

/** What somebody can do by hand on the running system, by its word. What each returns is printed. */
const acts: Readonly<Record<string, Act>> = {
  company: async () => {
    const stage = await openStage();
    const stated = await foundCompany(stage).finally(() => stage.close());
    return stated > 0 ? `the company is founded: ${stated} facts by HR` : 'the company was founded before';
  },
  token: async (login) => tokenOf((await attachSystem()).about(), need(login)),
  try: async (account, sql) => {
    const [who, what] = [need(account), need(sql)];
    const target = new Target((await attachSystem()).about());
    const refused = await target.choosePassword(who).then(
      () => null,
      (error: unknown) => `cannot log in: ${(error as Error).message}`,
    );
    return refused ?? target.tryAs(who, what);
  },
};

function need(word: string | undefined): string {
  if (!word) throw new NotByHand(usage);
  return word;
}

async function act([name = '', ...words]: readonly string[]): Promise<string> {
  const known = Object.hasOwn(acts, name) ? acts[name] : undefined;
  if (!known) throw new NotByHand(usage);
  return known(...words);
}

/** A fault of ours comes with its stack, everything else in words. */
const inWords = (error: unknown): string => {
  const { code, message, stack } = error as { code?: unknown; message?: string; stack?: string };
  return error instanceof NotByHand
    ? usage
    : typeof code === 'string'
      ? `${code}: ${message}`
      : String(stack);
};

void act(process.argv.slice(2)).then(
  (line) => void process.stdout.write(`${line}\n`),
  (error: unknown) => {
    process.stderr.write(`${inWords(error)}\n`);
    process.exitCode = error instanceof NotByHand ? 2 : 1;
  },
);
