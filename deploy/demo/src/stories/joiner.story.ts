import { accountOf, cast, personId } from '../company/cast.js';
import { enrolledLogin, hired } from '../company/events.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Story } from './story.js';

const account = accountOf(cast.joiner);
const probe = (entitlement: string) => probes[entitlement] as string;

/** Where the trace of a birthright has to have been: with whoever signs, and back where its reservation is held. */
const way = [
  ['request', 'issue request.submitted.v1'],
  ['policy', 'issue policy.cleared.v1'],
  ['provisioning', 'issue provisioning.ordered.v1'],
  ['connector-erp', 'process provisioning.ordered.v1'],
  ['connector-erp', 'issue connector.answered.v1'],
  ['policy', 'process connector.answered.v1'],
] as const;

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
    const missing = async () => {
      const spans = await traces.spans(trace);
      return way.filter(([at, what]) => !spans.some(({ service, name }) => service === at && name === what));
    };
    await eventually('the trace of it', async () => (await missing()).length === 0).catch(() => undefined);
    const lacks = (await missing()).join(' ') || 'nothing';
    script.equal('what one trace from HR to receipt lacks', 'nothing', lacks);
  },
};
