import { accountOf, cast } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import { watchSession } from '../stage/session-end.js';
import { whileDown } from '../stage/while-down.js';
import { approve } from './approve.js';
import { ask } from './ask.js';
import type { Story } from './story.js';

const account = accountOf(cast.expires);
/** All of Countersign that serves the ERP but its connector; beside it the broker is down, too. What serves the bank has no part in this. */
const services = ['request', 'policy', 'approval', 'provisioning', 'observer-erp'];
/** Long enough for an approval, for spans to be sent, and for the rest to be killed on a busy machine, ms. */
const grantedForMs = 20_000;

/** Access ends at its time, by the connector's own timer, with everything else but its database and the target killed. */
export const expiry: Story = {
  id: 'expiry',
  title: 'Access ends at its time while only the connector, its database and the target are alive',
  play: async (stage, script) => {
    const { system, target } = stage;
    const report = () => target.tryAsOwnerOf(account, probes['erp:report:run'] as string);
    const until = Date.now() + grantedForMs;
    const { request, trace } = await ask(stage, {
      ...{ requester: cast.expires, items: ['erp:report:run'], until: new Date(until).toISOString() },
    });
    await approve(stage, request);
    const he = await stage.person(cast.expires);
    await he.until(request, 'applied');
    script.equal('he runs a report', 'allowed', await report());
    const session = await target.session(account);
    const ended = watchSession(session);
    await eventually('the trace of it, which would be lost with who has not sent it', async () =>
      (await stage.traces.spans(trace)).some(({ service }) => service === 'request'),
    );
    await whileDown(system, services, () =>
      whileDown(system, ['kafka'], async () => {
        script.equal('with everything else dead, he runs a report', 'allowed', await report());
        script.equal('that was before its end', 'true', String(Date.now() < until));
        script.contains('at its end, his open session', 'terminat', await ended());
        await eventually('the end of the access', async () => (await report()) !== 'allowed');
        script.contains('he runs a report again', 'permission denied', await report());
        script.equal('that was after its end', 'true', String(Date.now() >= until));
      }),
    );
    const { state } = await he.until(request, 'ended');
    script.equal('when everything is back, his request is', 'ended', state);
  },
};
