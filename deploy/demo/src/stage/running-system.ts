import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a started system says of itself; paths of secrets, never a secret. */
export interface RunFile {
  readonly deployment: string;
  readonly runDir: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly brokers: readonly string[];
  /** What each service was started with; secrets are named by file. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly processes: Readonly<
    Record<string, { readonly pid: number | null; readonly state: string; readonly log: string }>
  >;
  readonly secrets: {
    readonly kafka: Readonly<Record<string, string>>;
    readonly database: Readonly<Record<string, string>>;
    readonly targets: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly signingKeys: Readonly<Record<string, string>>;
    readonly webhooks: string;
    readonly openidClients: string;
    readonly openidPeople: string;
  };
}

/** A running system, handled from outside. `kill` ends a process as a crash would and keeps it down until `start`. */
export interface RunningSystem {
  readonly about: () => RunFile;
  readonly kill: (name: string) => Promise<void>;
  readonly start: (name: string) => Promise<void>;
  readonly restart: (name: string) => Promise<void>;
}

interface SignIn {
  signInPerson(options: {
    issuer: string;
    login: string;
    password: string;
  }): Promise<{ accessToken: string }>;
  signInSystem(options: {
    issuer: string;
    clientId: string;
    clientSecret: string;
  }): Promise<{ accessToken: string }>;
}

/** The launcher's modules are plain ES modules beside the packages; this is the one place that reaches for them. */
const embedded = <T>(file: string): Promise<T> =>
  import(pathToFileURL(join(__dirname, '../../../embedded', file)).href) as Promise<T>;

/** The newest system of this checkout that runs, or the one that a run file describes. Throws when there is none. */
export async function attachSystem(runFile?: string): Promise<RunningSystem> {
  const { attach } = await embedded<{ attach: (file?: string) => RunningSystem }>('running-system.mjs');
  return attach(runFile);
}

export const signIn = (): Promise<SignIn> => embedded<SignIn>('sign-in.mjs');

/** What PostgreSQL stores for a password, so that the password itself never travels. */
export async function scramVerifier(password: string): Promise<string> {
  const module = await embedded<{ scramVerifier: (password: string) => string }>('scram-verifier.mjs');
  return module.scramVerifier(password);
}

/** A secret of the run, by the path that the run file gives. */
export const readSecret = (file: string | undefined): string => readFileSync(file ?? '', 'utf8').trim();
