import { CountersignError } from '@countersign/contracts';
import { beginTelling, refuseSecondTelling } from './stage/founding.js';
import { foundCompany, openStage } from './stage/stage.js';
import { stories } from './stories/index.js';
import { Telling } from './telling.js';

const json = process.argv.includes('--json');
const say = (line: string) => void (json || process.stdout.write(`${line}\n`));
const claim = (one: object) => void (json && process.stdout.write(`${JSON.stringify(one)}\n`));

/** Plays all stories on the system that a run file describes; the exit code is 0 only if every claim held. */
async function main(runFile: string | undefined): Promise<number> {
  const stage = await openStage(runFile);
  try {
    refuseSecondTelling(stage.folder);
    const stated = await foundCompany(stage);
    say(stated > 0 ? `the company is founded: ${stated} facts by HR` : 'the company was founded before');
    beginTelling(stage.folder);
    const well = await new Telling(stage, { say, claim }).tell(stories);
    say(`\n${well} of ${stories.length} stories went as expected`);
    return well === stories.length ? 0 : 1;
  } finally {
    await stage.close();
  }
}

/** In words for people; a fault of ours with its stack. */
const inWords = (error: unknown): string =>
  error instanceof CountersignError
    ? `${error.code}: ${error.message}`
    : String((error as Error).stack ?? error);

void main(process.argv[2]?.startsWith('--') ? undefined : process.argv[2])
  .catch((error: unknown) => {
    process.stderr.write(`${inWords(error)}\n`);
    return 1;
  })
  .then((code) => process.exit(code));
