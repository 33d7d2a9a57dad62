import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSecret } from '../../../deploy/embedded/secrets.mjs';
import { about } from './running-system.js';

/** A line of a service's log. */
export interface LogLine {
  readonly level: string;
  readonly code?: string;
  readonly message: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

/** Everything that was written to the log of every process and part of the run so far, by file. */
export function allLogs(): ReadonlyMap<string, string> {
  const folder = join(about().runDir, 'logs');
  const files = readdirSync(folder).filter((file) => file.endsWith('.log'));
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** The lines of a service's log. */
export const linesOf = (service: string): LogLine[] =>
  readFileSync(about().processes[service]?.log ?? '', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);

/** Everybody who can sign in, as the OpenID provider knows them. */
export const people = (): readonly { readonly login: string; readonly password: string }[] =>
  JSON.parse(readSecret(about().secrets.openidPeople)) as { login: string; password: string }[];

const privatePart = (file: string) => (JSON.parse(readSecret(file)) as { readonly d: string }).d;
const valuesIn = (file: string) => Object.values(JSON.parse(readSecret(file)) as Record<string, string>);

/** Every secret that the run knows: passwords of principals, roles, clients and people, keys of webhooks, private keys. */
export function allSecrets(): readonly string[] {
  const { kafka, database, targets, webhooks, openidClients, signingKeys, custodians } = about().secrets;
  const files = [kafka, database, ...Object.values(targets)].flatMap((each) => Object.values(each));
  return [
    ...files.map(readSecret),
    ...[webhooks, openidClients].flatMap(valuesIn),
    ...[signingKeys, custodians].flatMap((keys) => Object.values(keys).map(privatePart)),
    ...people().map(({ password }) => password),
  ];
}
