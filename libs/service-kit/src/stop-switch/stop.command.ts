import type { DataSource } from 'typeorm';
import { type ActBy, complete } from '../messaging/act-by.js';
import type { OperatorCommand } from '../operator/verbs.js';
import { everySystem, type Stop, stopsInForce } from './stop.store.js';

const usage = `usage: grants list
       grants stop|resume [SYSTEM]   --actor NAME --reason TEXT`;

const inWords = (scope: string): string => (scope === everySystem ? 'every system' : `\`${scope}\``);

const line = ({ scope, actor, reason, at }: Stop): string =>
  `grants in ${inWords(scope)} are stopped since ${at.toISOString()} by ${JSON.stringify(actor)}: ${JSON.stringify(reason)}`;

async function list(ds: DataSource): Promise<string[]> {
  const stops = await stopsInForce(ds.manager);
  return stops.length === 0 ? ['nothing is stopped'] : stops.map(line);
}

/** Keeps who stopped or resumed grants, and why, for ever. The newest word about a scope counts. Throws `ACT_INCOMPLETE`. */
async function act(ds: DataSource, which: 'stop' | 'resume', scope: string, by: ActBy): Promise<string[]> {
  const { actor, reason } = complete(by);
  await ds.query('INSERT INTO stop_act (scope, act, actor, reason) VALUES ($1, $2, $3, $4)', [
    scope,
    which,
    actor,
    reason,
  ]);
  const rest = await stopsInForce(ds.manager);
  const done = which === 'stop' ? 'are stopped; removals go on' : 'are no longer stopped by this';
  return [`grants in ${inWords(scope)} ${done}`, ...(which === 'resume' ? rest.map(line) : [])];
}

const system = /^([a-z][a-z0-9-]{0,30})?$/;

/**
 * The stop switch for grants of one service, whole or for one system: policy clears nothing, provisioning orders nothing new, a connector adds
 * nothing. Removals never ask. What waits goes on by itself when grants are resumed, judged anew.
 */
export const grants: OperatorCommand = {
  name: 'grants',
  usage,
  verbs: {
    list: [/^$/, (ds) => list(ds)],
    stop: [system, (ds, [scope = everySystem], by) => act(ds, 'stop', scope, by)],
    resume: [system, (ds, [scope = everySystem], by) => act(ds, 'resume', scope, by)],
  },
};
