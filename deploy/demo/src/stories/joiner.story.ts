import { accountOf, cast, personId } from '../company/cast.js';
import { enrolledLogin, hired } from '../company/events.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Story } from './story.js';

const account = accountOf(cast.joiner);
const probe = (entitlement: string) => probes[entitlement] as string;

/** HR hires a clerk: she gets what everybody in her place is born with, and can insert a vendor. */
export const joiner: Story = {
  id: 'joiner',
  title: 'A joiner gets her birthright and can insert a vendor',
  play: async ({ about, hr, target, traces }, script) => {
    script.equal('before she is hired', 'false', String(await target.canLogIn(account)));
    const now = new Date().toISOString();
    const worker = {
      n: cast.joiner,
      department: 'accounts-payable',
      job: 'clerk',
      manager: cast.firstApprover,
      erp: true,
    };
    const { traceparent } = await hr.publish(hired(worker, now, now));
    await hr.publish(enrolledLogin(cast.joiner, about.addresses['openid-provider'] as string, now));
    await eventually(`an account for ${personId(cast.joiner)}`, () => target.canLogIn(account));
    await target.choosePassword(account);
    const insert = () => target.tryAs(account, probe('erp:vendor:create'));
    await eventually('her right to insert a vendor', async () => (await insert()) === 'allowed');
    script.equal('she inserts a vendor', 'allowed', await insert());
    script.contains(
      'she releases a payment run',
      'permission denied',
      await target.tryAs(account, probe('erp:payment:release')),
    );
    const trace = traceparent.split('-')[1] as string;
    const spans = await eventually('the trace of it', async () => {
      const all = await traces.spans(trace);
      const seen = (at: string, what: string) =>
        all.some(({ service, name }) => service === at && name === what);
      return (
        seen('policy', 'process connector.answered.v1') &&
        seen('connector-erp', 'process provisioning.ordered.v1') &&
        all
      );
    });
    script.contains(
      'one trace from HR to receipt',
      'connector-erp',
      [...new Set(spans.map(({ service }) => service))].join(' '),
    );
  },
};
