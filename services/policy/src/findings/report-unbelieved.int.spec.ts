import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

describe('what nobody who may has signed', () => {
  let desk: PolicyDesk;
  beforeAll(async () => (desk = await PolicyDesk.open()));
  beforeEach(() => desk.begin());
  afterAll(() => desk.close());

  let offset = 0;
  const lies = (topic: string, code: string, state: string) =>
    desk.force(
      `INSERT INTO quarantine (cluster, topic, partition, record_offset, digest, headers, appended_at, state, in_order, code, message, attempts, due_at)
       VALUES ('c', '${topic}', 0, ${offset++}, 'd', '[]', 0, '${state}', true, '${code}', 'm', 1, now())`,
    );

  it('is one finding for each topic and reason, for as long as it lies there', async () => {
    await lies('provisioning.erp', 'UNKNOWN_KEY', 'waiting');
    await lies('provisioning.erp', 'UNKNOWN_KEY', 'held');
    await lies('approval', 'BAD_SIGNATURE', 'held');
    await desk.run('reportUnbelieved');
    await desk.run('reportUnbelieved');
    const found = [
      'RECORD_NOT_BELIEVED approval BAD_SIGNATURE',
      'RECORD_NOT_BELIEVED provisioning.erp UNKNOWN_KEY',
    ];
    expect(await desk.findings()).toEqual(found);
    await desk.force(`UPDATE quarantine SET state = 'dropped' WHERE topic = 'approval'`);
    await desk.run('reportUnbelieved');
    expect(await desk.findings()).toEqual(found.slice(1));
  });

  it('is no other trouble than that, and nothing that somebody has decided on', async () => {
    await lies('request', 'SCHEMA_VIOLATION', 'held');
    await lies('request', 'BAD_SIGNATURE', 'dropped');
    await lies('request', 'UNKNOWN_KEY', 'handled');
    await desk.run('reportUnbelieved');
    expect(await desk.findings()).toEqual([]);
  });
});
