import { type Clock, CountersignError } from '@countersign/contracts';
import type { CommandContext } from './commands/command.js';
import { PolicyInvalid, UsageError } from './governance.errors.js';
import { formatProblem } from './problem.js';

export const usage = `countersign-governance: the law and the keys of a deployment

  load <folder> [--out <draft> --deployment <id> [--number n] [--valid-days n] [--previous <document>]]
      checks the YAML files of a policy; with --out also writes the draft of a bundle
  registry --keys <file> --duties <file> --out <draft> --deployment <id>
           [--number n] [--valid-days n] [--previous <document> [--overlap-hours n] [--revoke <key id>]…]
      makes the draft of a key registry
  sign <document> --custodian <key file> --custodians <file> [--previous <document>] [--policy <folder>] [--out <file>]
      one custodian signs a draft, or adds her signature; needs no network
  show <document> [--custodians <file>] [--previous <document>]
      number, hash, validity, what it changes, who has signed
  publish <document>…
      publishes what enough custodians signed
  bootstrap --policy <folder> --duties <file> --keys <file> --custodian <key file>… [--valid-days n]
      makes, signs and publishes the next registry and bundle; for demonstrations and tests
  permissions <folder or document> --system <id> [--format json|sql]
      what of a target the bundle names, for its owner

publish and bootstrap read COUNTERSIGN_DEPLOYMENT, CUSTODIANS_FILE, KAFKA_BROKERS, KAFKA_USERNAME, KAFKA_PASSWORD_FILE.
Ends with 0 when done, 1 when a policy or document is refused, 2 when the call or a setting is wrong, 3 when the broker is
away or refuses.`;

type Command = (context: CommandContext) => void | Promise<void>;

/** Each is loaded when it is called: what publishes never loads what signs, and what signs never loads what speaks to a broker. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  load: async () => (await import('./commands/load.js')).load,
  registry: async () => (await import('./commands/registry.js')).registry,
  sign: async () => (await import('./commands/sign.js')).sign,
  show: async () => (await import('./commands/show.js')).show,
  publish: async () => (await import('./commands/publish.js')).publish,
  bootstrap: async () => (await import('./commands/bootstrap.js')).bootstrap,
  permissions: async () => (await import('./commands/permissions.js')).permissions,
};

const misuse = new Set(['USAGE', 'BAD_SETTINGS', 'BAD_SETTING_FILE', 'FILE_UNUSABLE']);
const brokerTrouble = new Set([
  'PUBLISHING_FAILED',
  'BROKER_UNAVAILABLE',
  'CREDENTIALS_REFUSED',
  'PUBLISHING_FORBIDDEN',
]);

export interface Surroundings {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly clock: Clock;
}

/** Runs one command and returns the exit code. Results are printed, trouble is complained of in sentences that begin with a code. */
export async function run(
  [name, ...args]: readonly string[],
  { print, complain, clock }: Surroundings,
): Promise<number> {
  try {
    if (name === undefined || name === '--help' || name === '-h') {
      print(usage);
      return 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command)
      throw new UsageError(
        `\`${name}\` is no command, ${Object.keys(commands).join(', ')} are; \`--help\` says more`,
      );
    await (
      await command()
    )({ args, print, clock });
    return 0;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    if (error instanceof PolicyInvalid)
      for (const problem of error.problems) complain(formatProblem(problem));
    complain(`${error.code} ${error.message}`);
    return misuse.has(error.code) ? 2 : brokerTrouble.has(error.code) ? 3 : 1;
  }
}
