// The real way: HR hires somebody with an account, and the connector answers for every line of her birthright.
import { accountOf, hired } from '@countersign/demo';
import { openSources } from '@countersign/demo/stage';
import { readSecret } from '../../../deploy/embedded/secrets.mjs';
import { Answers } from './flow.mjs';
import { listen } from './topic-listener.mjs';

/** The first personnel number that is hired here: nobody on this system had it before. */
const first = Math.floor(Date.now() / 1e4) * 1e4;

/** @param {import('kafkajs').KafkaMessage} message @returns {{ typ: string, body: any } | null} a statement, unverified */
function statementIn({ value }) {
  const [head = '', payload = ''] = String(value).split('.');
  try {
    const read = (/** @type {string} */ part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return { typ: read(head).typ, body: read(payload).body };
  } catch {
    return null;
  }
}

/** Which lines an account is to have, and which it was said to have. */
class Lines {
  /** @type {Map<string, Set<string>>} permissions by account */
  cleared = new Map();
  /** @type {Map<string, Set<string>>} */
  applied = new Map();

  /** @param {Map<string, Set<string>>} into @param {{ account: string, permission: string }} line */
  add(into, { account, permission }) {
    into.set(account, (into.get(account) ?? new Set()).add(permission));
  }

  /** @param {string} account */
  areAll(account) {
    const applied = this.applied.get(account);
    return (
      applied !== undefined && [...(this.cleared.get(account) ?? [''])].every((each) => applied.has(each))
    );
  }
}

/**
 * @param {import('../../../deploy/embedded/system.mjs').RunFile} about
 * @returns {Promise<import('./flow.mjs').Flow & { traceOf: (id: string) => string | undefined, close: () => Promise<void> }>}
 */
export async function birthrights(about) {
  const at = { brokers: about.brokers, password: readSecret(about.secrets.kafka.admin ?? '') };
  const answers = new Answers();
  const lines = new Lines();
  const stopListening = await listen(at, ['policy', 'connector.erp'], (_, message) => {
    const { typ, body } = statementIn(message) ?? {};
    const said = typ === 'policy.cleared.v1' ? body.lines : typ === 'connector.answered.v1' ? [body] : [];
    for (const line of said) {
      if (typ === 'policy.cleared.v1') lines.add(lines.cleared, line);
      else if (line.results.some((/** @type {any} */ { result }) => result === 'applied'))
        lines.add(lines.applied, line);
      if (lines.areAll(line.account)) answers.note(line.account);
    }
  });
  const sources = await openSources(/** @type {any} */ (about));
  let count = 0;
  /** @type {Map<string, string>} */
  const traces = new Map();
  const since = '2025-01-01T00:00:00.000Z';
  return {
    name: 'a birthright',
    answers,
    nextId: () => accountOf(first + count++),
    async send(ids) {
      const time = new Date().toISOString();
      const office = { department: 'information-technology', job: 'clerk', manager: null, erp: true };
      const events = ids.map((id) => hired({ n: Number(id.slice(1)), ...office }, since, time));
      const published = await sources.hr.publishAll(events);
      published.forEach(({ traceparent }, n) => traces.set(ids[n] ?? '', traceparent.split('-')[1] ?? ''));
    },
    traceOf: (id) => traces.get(id),
    async close() {
      await Promise.all([stopListening(), sources.close()]);
    },
  };
}
