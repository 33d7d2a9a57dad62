import type { AccountName } from '@countersign/contracts';
import { asked, grant, Scene } from '@countersign/connector-kit/testing';
import { refusal, TestTarget } from './target.spec-only.js';

let target: TestTarget;
beforeAll(async () => {
  target = await TestTarget.create();
});
afterAll(() => target.dispose());

const roleOf = async (account: string) =>
  (await target.rows('SELECT * FROM pg_roles WHERE rolname = $1', [account]))[0];
const refusedWith = (code: string) =>
  expect.objectContaining({
    state: asked(),
    results: [expect.objectContaining({ result: 'refused', code })],
    findings: expect.arrayContaining([expect.objectContaining({ code })]),
  });

describe('an account', () => {
  it('is made by the first order that adds something: no login, no password, no attribute', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('bad')), { bad: ['bad'] });
    expect(await roleOf(account)).toBeUndefined();
    await scene.answer(2, asked(grant('a')));
    expect(await roleOf(account)).toMatchObject({
      rolcanlogin: false,
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
      rolreplication: false,
      rolinherit: true,
    });
    const [secret] = await target.rows('SELECT rolpassword FROM pg_authid WHERE rolname = $1', [account]);
    expect(secret).toEqual({ rolpassword: null });
  });

  it('is no member WITH ADMIN, inherits, and may not SET ROLE', async () => {
    const scene = new Scene(target.harness());
    await scene.answer(1, asked(grant('a')));
    const members = await target.rows(
      `SELECT admin_option, inherit_option, set_option, grantor::regrole::text AS grantor FROM pg_auth_members
       WHERE member = '"${scene.harness.place.account}"'::regrole`,
    );
    const options = { admin_option: false, inherit_option: true, set_option: false };
    expect(members).toEqual([{ ...options, grantor: 'countersign_grantor' }]);
  });

  it('logs in by order only, and no longer', async () => {
    const scene = new Scene(target.harness(target.login));
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    expect(await roleOf(account)).toMatchObject({ rolcanlogin: true });
    await scene.answer(2, asked());
    expect(await roleOf(account)).toMatchObject({ rolcanlogin: false });
  });

  it('that was dropped and created again is another one: nothing is added to it', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await target.owner.query(`DROP ROLE "${account}"; CREATE ROLE "${account}"`);
    const place = { account, permission: target.secret };
    expect(await scene.answer(1, asked(grant('b')), { place })).toEqual(refusedWith('ACCOUNT_RECREATED'));
    await scene.expectHeld(false, place);
    expect(await roleOf(account)).toMatchObject({ rolcanlogin: false });
  });

  it('that was created again still loses what the old one held', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await target.owner.query(`DROP ROLE "${account}"; CREATE ROLE "${account}"`);
    await scene.harness.grantOutside(scene.harness.place);
    await scene.answer(2, asked());
    await scene.expectHeld(false);
  });

  it('that was dropped is not made again until the target’s owner lets go of it', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await target.owner.query(`DROP ROLE "${account}"`);
    const place = { account, permission: target.secret };
    expect(await scene.answer(1, asked(grant('b')), { place })).toEqual(refusedWith('ACCOUNT_VANISHED'));
    await target.owner.query('SELECT countersign.forget_account($1)', [account]);
    expect(await scene.answer(2, asked(grant('b')), { place })).toMatchObject({ state: asked(grant('b')) });
  });

  it('that somebody else made is left alone until it is handed over', async () => {
    const scene = new Scene(target.harness(target.login));
    const account = `interface_${target.tag}` as AccountName;
    const place = { account, permission: target.login };
    await target.owner.query(`CREATE ROLE ${account}`);
    expect(await scene.answer(1, asked(grant('a')), { place })).toEqual(refusedWith('ACCOUNT_NOT_MANAGED'));
    await target.owner.query('SELECT countersign.manage_account($1)', [account]);
    await scene.answer(2, asked(grant('a')), { place });
    expect(await roleOf(account)).toMatchObject({ rolcanlogin: true });
  });

  it('that was made a superuser gets nothing, because nothing could be taken from it', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await target.owner.query(`ALTER ROLE "${account}" SUPERUSER`);
    const place = { account, permission: target.secret };
    expect(await scene.answer(1, asked(grant('b')), { place })).toEqual(refusedWith('ACCOUNT_TOO_POWERFUL'));
    await target.owner.query(`ALTER ROLE "${account}" NOSUPERUSER`);
  });

  it.each([
    'public',
    'none',
    'pg_read_all_data',
    'countersign_connector',
    'countersign_grantor',
    'countersign-x',
  ])('cannot be `%s`', async (account) => {
    const scene = new Scene(target.harness());
    const place = { account: account as AccountName, permission: target.secret };
    expect(await scene.answer(1, asked(grant('a')), { place })).toEqual(refusedWith('ACCOUNT_RESERVED'));
    expect(
      await target.rows(
        `SELECT FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = 'erp.secret'::regclass AND a.grantee = 0`,
      ),
    ).toEqual([]);
  });

  it('cannot be a group role', async () => {
    const scene = new Scene(target.harness());
    const place = { account: target.group as AccountName, permission: target.secret };
    expect(await scene.answer(1, asked(grant('a')), { place })).toEqual(refusedWith('ACCOUNT_RESERVED'));
  });

  it('may have dots and hyphens in its name, and quoting keeps them what they are', async () => {
    const scene = new Scene(target.harness());
    const place = { account: `a.b-c.${target.tag}` as AccountName, permission: target.clerk };
    await scene.answer(1, asked(grant('a')), { place });
    await scene.expectHeld(true, place);
    await scene.answer(2, asked(), { place });
    await scene.expectHeld(false, place);
  });
});

describe('a permission', () => {
  it.each([
    ['a predefined role', 'role:pg_read_all_data', 'PERMISSION_NOT_MANAGED'],
    ['the connector’s own role', 'role:countersign_grantor', 'PERMISSION_NOT_MANAGED'],
    ['a right on a table that was not handed over', 'table:erp.vendor:SELECT', 'PERMISSION_NOT_MANAGED'],
    ['another right on a table that was', 'table:erp.secret:UPDATE', 'PERMISSION_NOT_MANAGED'],
    ['the connector’s own table', 'table:countersign.managed_role:INSERT', 'PERMISSION_NOT_MANAGED'],
    ['a word that is none', 'login:no', 'PERMISSION_UNKNOWN'],
    ['a kind that is none', 'sudo:all', 'PERMISSION_UNKNOWN'],
    ['a right that is none', 'table:erp.secret:ALL', 'PERMISSION_UNKNOWN'],
  ])('that is %s is refused', async (_name, permission, code) => {
    const scene = new Scene(target.harness());
    const place = { account: scene.harness.place.account, permission: permission as never };
    expect(await scene.answer(1, asked(grant('a')), { place })).toEqual(refusedWith(code));
  });

  it('that has come to lead to a predefined role or an attribute is refused', async () => {
    const { owner, group, otherGroup, tag } = target;
    const scene = new Scene(target.harness());
    await owner.query(`GRANT pg_read_all_data TO ${otherGroup}; GRANT ${otherGroup} TO ${group}`);
    expect(await scene.answer(1, asked(grant('a')))).toEqual(refusedWith('PERMISSION_TOO_POWERFUL'));
    await owner.query(`REVOKE pg_read_all_data FROM ${otherGroup}; ALTER ROLE ${otherGroup} CREATEROLE`);
    expect(await scene.answer(2, asked(grant('b')))).toEqual(refusedWith('PERMISSION_TOO_POWERFUL'));
    await owner.query(`ALTER ROLE ${otherGroup} NOCREATEROLE; REVOKE ${otherGroup} FROM ${group}`);
    expect(await scene.answer(3, asked(grant('c')))).toMatchObject({ state: asked(grant('c')) });
    expect(tag).toBeTruthy();
  });

  it('that was handed over and is gone is refused; one that the target refuses too', async () => {
    const { owner, tag } = target;
    const scene = new Scene(target.harness());
    await owner.query(
      `CREATE ROLE gone_${tag}; SELECT countersign.manage_role('gone_${tag}'); DROP ROLE gone_${tag}`,
    );
    const place = { account: scene.harness.place.account, permission: `role:gone_${tag}` as never };
    expect(await scene.answer(1, asked(grant('a')), { place })).toEqual(refusedWith('PERMISSION_MISSING'));
    await owner.query(`CREATE ROLE gone_${tag}`); // again, but without ADMIN for Countersign
    expect(await scene.answer(2, asked(grant('b')), { place })).toEqual(refusedWith('TARGET_REFUSED'));
    expect(await roleOf(place.account)).toBeUndefined();
  });

  it('cannot be handed over when it is a role that logs in', async () => {
    expect(
      await refusal(
        target.owner,
        `CREATE ROLE boss_${target.tag} LOGIN; SELECT countersign.manage_role('boss_${target.tag}')`,
      ),
    ).toBe('P0001');
  });
});
