import type { AccountName } from '@countersign/contracts';
import { asked, grant, minute, Scene, start } from '@countersign/connector-kit/testing';
import type { Client } from 'pg';
import { isAlive, refusal, TestTarget } from './target.spec-only.js';

let target: TestTarget;
beforeAll(async () => {
  target = await TestTarget.create();
});
afterAll(() => target.dispose());

const removed = expect.objectContaining({ outcome: 'done', state: asked() });

describe('a session that is open when access is removed', () => {
  /** Negative control: what PostgreSQL itself does. */
  it('would keep the right by SET ROLE if it were left alone and somebody had given SET', async () => {
    const { clerk, group, owner } = target;
    const scene = new Scene(target.harness(clerk));
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await target.giveSet(account);
    const session = await target.connectAs(account);
    await session.query(`SET ROLE ${group}`);
    await owner.query(`SET ROLE countersign_grantor; REVOKE ${group} FROM "${account}"; RESET ROLE`);
    expect(await refusal(session, 'SELECT word FROM erp.secret')).toEqual({ allowed: [{ word: 'plum' }] });
    await session.end();
  });

  it('is ended, though it did SET ROLE, before the receipt exists', async () => {
    const scene = new Scene(target.harness());
    await scene.answer(1, asked(grant('a')));
    await target.giveSet(scene.harness.place.account);
    const session = await target.connectAs(scene.harness.place.account);
    await session.query(`SET ROLE ${target.group}`);
    expect(await scene.answer(2, asked())).toEqual(removed);
    expect(await isAlive(session)).toBe(false);
    const again = await target.connectAs(scene.harness.place.account);
    expect(await refusal(again, `SET ROLE ${target.group}`)).toBe('42501');
    expect(await refusal(again, 'SELECT word FROM erp.secret')).toBe('42501');
  });

  it('is ended by the timer too', async () => {
    const scene = new Scene(target.harness());
    await scene.answer(1, asked(grant('a', start + minute)));
    const session = await target.connectAs(scene.harness.place.account);
    scene.now = start + minute;
    await scene.endDue();
    expect(await isAlive(session)).toBe(false);
  });

  it('goes on while another grant holds the permission', async () => {
    const scene = new Scene(target.harness());
    await scene.answer(1, asked(grant('a'), grant('b')));
    const session = await target.connectAs(scene.harness.place.account);
    await scene.answer(2, asked(grant('b')));
    expect(await isAlive(session)).toBe(true);
    await session.end();
  });

  it('is ended after a restart when the process died between the commit and the end of the session', async () => {
    const scene = new Scene(target.harness());
    await scene.answer(1, asked(grant('a')));
    const session = await target.connectAs(scene.harness.place.account);
    const dying = target.driver();
    dying.settle = () => Promise.reject(new Error('the process dies here'));
    await expect(scene.answer(2, asked(), { driver: dying })).rejects.toThrow('dies here');
    expect(await isAlive(session)).toBe(true);
    await target.driver().settle(); // what the service does at start
    expect(await isAlive(session)).toBe(false);
  });
});

describe('an account whose sessions are in the way of its removal', () => {
  it('does not put it off by connecting again and again', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    const old = await target.connectAs(account);
    let flooding = true;
    const flood = async () => {
      while (flooding) await target.reconnect(account).catch(() => undefined);
    };
    const floods = [flood(), flood(), flood()];
    try {
      expect(await scene.answer(2, asked())).toEqual(removed); // put off for 2 s it would be `PLACE_BUSY`
      expect(await isAlive(old)).toBe(false);
    } finally {
      flooding = false;
      await Promise.all(floods);
    }
  });

  it('does not wait for a session that began after the removal, and leaves it alone', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    const later = await target.connectAs(account);
    await target.owner.query(`INSERT INTO countersign.session_end (account, role_oid, before)
      SELECT name, role_oid, now() - interval '1 minute' FROM countersign.account WHERE name = '${account}'`);
    const connector = await target.connectAsConnector();
    const { rows } = await connector.query('SELECT countersign.end_sessions($1) AS left', [account]);
    expect([rows, await isAlive(later)]).toEqual([[{ left: '0' }], true]);
  });

  it('keeps nobody else waiting when it was made a superuser meanwhile, which is a finding', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    const session = await target.connectAs(account);
    await target.owner.query(`ALTER ROLE "${account}" SUPERUSER`);
    expect((await scene.answer(2, asked())).findings).toMatchObject([{ code: 'ACCOUNT_TOO_POWERFUL' }]);
    await scene.expectHeld(false);
    await target.owner.query(`ALTER ROLE "${account}" NOSUPERUSER`);
    await session.end();
  });
});

describe('an account that keeps a transaction open to prevent a removal', () => {
  const blocked = async (
    prevent: (session: Client, account: string) => Promise<unknown>,
    permission: 'login' | 'secret',
  ) => {
    const scene = new Scene(target.harness(target[permission]));
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    const session = await target.connectAs(account);
    await session.query('BEGIN');
    await prevent(session, account);
    expect(await scene.answer(2, asked())).toEqual(removed); // prevented for 5 s it would be `PLACE_BUSY`
    await scene.expectHeld(false);
    expect(await isAlive(session)).toBe(false);
  };

  it('by changing its own password', () =>
    blocked((session, account) => session.query(`ALTER ROLE "${account}" PASSWORD 'changed'`), 'login'));

  it('by dropping its own rights', () =>
    blocked((session, account) => session.query(`DROP OWNED BY "${account}"`), 'secret'));

  it('by a second account that drops its rights on the same table', async () => {
    const [scene, other] = [
      new Scene(target.harness(target.secret)),
      new Scene(target.harness(target.secret)),
    ];
    for (const one of [scene, other]) await one.answer(1, asked(grant('a')));
    const accomplice = await target.connectAs(other.harness.place.account);
    await accomplice.query(`BEGIN; DROP OWNED BY "${other.harness.place.account}"`);
    expect(await scene.answer(2, asked())).toEqual(removed);
    await scene.expectHeld(false);
    expect(await isAlive(accomplice)).toBe(false);
  });

  it('by taking whatever advisory locks there are', async () => {
    const scene = new Scene(target.harness());
    await scene.answer(1, asked(grant('a')));
    const session = await target.connectAs(scene.harness.place.account);
    await session.query('BEGIN; SELECT pg_advisory_lock(n) FROM generate_series(-50, 50) n');
    expect(await refusal(session, 'SELECT one FROM countersign.applier FOR UPDATE')).toBe('42501');
    expect(await scene.answer(2, asked())).toEqual(removed);
  });
});

describe('somebody who is no account of Countersign’s and stands in the way of a removal', () => {
  it('is left alone, and the removal says that it could not be done yet', async () => {
    const scene = new Scene(target.harness(target.login));
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await target.owner.query(`BEGIN; ALTER ROLE "${account}" PASSWORD 'changed by the owner'`);
    const waiting = await target.connectAsConnector();
    await waiting.query(`SET lock_timeout = '1s'`);
    const pid = (await waiting.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
    const removal = refusal(waiting, `SELECT countersign.take('${account}', 'login:yes')`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const other = await target.connectAsConnector();
    const { rows } = await other.query('SELECT countersign.clear_way($1) AS ended', [pid]);
    expect([rows, await removal]).toEqual([[{ ended: '0' }], '55P03']);
    await expect(scene.answer(2, asked())).rejects.toMatchObject({ code: 'PLACE_BUSY', retriable: true });
    await target.owner.query('ROLLBACK');
    expect(await scene.answer(2, asked())).toEqual(removed);
  });
});

describe('what somebody else gave', () => {
  it('is out of the connector’s reach, stays, and is a finding that names who gave it', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await target.owner.query(`GRANT ${target.group} TO "${account}"`);
    const answer = await scene.answer(2, asked());
    expect(answer.state).toEqual(asked());
    expect(answer.findings).toEqual([
      { code: 'GRANTOR_OUT_OF_REACH', message: expect.stringContaining('`postgres`') },
    ]);
    const left = await target.rows(
      `SELECT grantor::regrole::text AS grantor FROM pg_auth_members
       WHERE roleid = '${target.group}'::regrole AND member = '"${account}"'::regrole`,
    );
    expect(left).toEqual([{ grantor: 'postgres' }]);
  });

  it('is taken away where the target’s owner gave the connector that grantor’s privileges', async () => {
    const { group, tag, owner } = target;
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await owner.query(`CREATE ROLE dba_${tag}; GRANT ${group} TO dba_${tag} WITH ADMIN TRUE;
      GRANT dba_${tag} TO countersign_grantor WITH INHERIT TRUE, SET FALSE;
      SET ROLE dba_${tag}; GRANT ${group} TO "${account}" WITH ADMIN TRUE; RESET ROLE`);
    expect((await scene.answer(2, asked())).findings).toEqual([]);
    await scene.expectHeld(false);
    await owner.query(`REVOKE dba_${tag} FROM countersign_grantor`);
  });

  it('takes with it what the account passed on', async () => {
    const { group, tag, owner } = target;
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await owner.query(`CREATE ROLE friend_${tag};
      SET ROLE countersign_grantor; GRANT ${group} TO "${account}" WITH ADMIN TRUE; RESET ROLE;
      SET ROLE "${account}"; GRANT ${group} TO friend_${tag}; RESET ROLE`);
    await scene.answer(2, asked());
    await scene.expectHeld(false);
    expect(await target.holds({ account: `friend_${tag}` as never, permission: target.clerk })).toBe(false);
  });

  it('is taken away from a role that is no account of ours, on order, as far as it was given by us', async () => {
    const { group, tag, owner } = target;
    const place = { account: `outsider_${tag}` as AccountName, permission: target.clerk };
    await owner.query(
      `CREATE ROLE ${place.account}; SET ROLE countersign_grantor; GRANT ${group} TO ${place.account}; RESET ROLE`,
    );
    const scene = new Scene(target.harness());
    expect(await scene.answer(1, asked(), { place })).toEqual(removed);
    expect(await target.holds(place)).toBe(false);
  });
});
