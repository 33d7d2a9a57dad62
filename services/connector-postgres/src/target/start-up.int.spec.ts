import { asked, grant, Scene } from '@countersign/connector-kit/testing';
import { connect as connectTo, type Socket } from 'node:net';
import { isAlive, refusal, TestTarget } from './target.spec-only.js';

let target: TestTarget;
beforeAll(async () => {
  target = await TestTarget.create();
});
afterAll(() => target.dispose());

const removed = expect.objectContaining({ outcome: 'done', state: asked() });
const readsSecret = 'SELECT word FROM erp.secret';

/** With SET a login can begin as the role itself. */
async function grantAsBefore(account: string): Promise<void> {
  await target.giveSet(account);
  await target.owner.query(`ALTER ROLE "${account}" SET role = '${target.group}'`);
}

describe('a session in its start-up when access is removed, of which the target says not yet whose it is', () => {
  it('is ended, though it had become the role before', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await (await target.connectAs(account)).end();
    await grantAsBefore(account);
    const { whenIn } = await target.startUp(account, 4);
    expect(await scene.answer(2, asked())).toEqual(removed);
    expect(await refusal(await whenIn, readsSecret)).not.toEqual({ allowed: [{ word: 'plum' }] });
    expect(await isAlive(await whenIn)).toBe(false);
  });

  it('is ended, though it may log in no longer', async () => {
    const scene = new Scene(target.harness(target.login));
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await (await target.connectAs(account)).end();
    const { whenIn } = await target.startUp(account, 4);
    expect(await scene.answer(2, asked())).toEqual(removed);
    expect(await isAlive(await whenIn)).toBe(false);
  });

  it('keeps no removal waiting, however long it stays there, of its own or of another account', async () => {
    const [own, other] = [new Scene(target.harness()), new Scene(target.harness())];
    for (const scene of [own, other]) await scene.answer(1, asked(grant('a')));
    await (await target.connectAs(own.harness.place.account)).end();
    const { whenIn } = await target.startUp(own.harness.place.account, 2_000);
    // put off for 2 s either would be `PLACE_BUSY`
    expect(await other.answer(2, asked())).toEqual(removed);
    expect(await own.answer(2, asked())).toEqual(removed);
    expect(await isAlive(await whenIn)).toBe(false);
  });

  it('neither waits for nor ends a connection that has not said its password yet', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    const session = await target.connectAs(account);
    const unfinished = await halfOpen(account);
    expect(await scene.answer(2, asked())).toEqual(removed); // put off for 2 s it would be `PLACE_BUSY`
    expect(await isAlive(session)).toBe(false);
    expect(unfinished.readable).toBe(true);
    unfinished.destroy();
  });
});

/** A connection that was asked for a password and says nothing. */
async function halfOpen(account: string): Promise<Socket> {
  const { host, port } = target.owner;
  const body = Buffer.from(`\0\x03\0\0user\0${account}\0database\0${target.database}\0\0`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  const socket = connectTo(port, host);
  socket.write(Buffer.concat([length, body]));
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}

describe('a login as a role', () => {
  it('is not to be had by what an account sets for itself, and the right goes with the grant at once', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    const before = await target.connectAs(account);
    for (const name of ['role', 'session_authorization'])
      await before.query(`ALTER ROLE "${account}" SET ${name} = '${target.group}'`);
    const session = await target.connectAs(account);
    const who = await session.query('SELECT current_user AS is, session_user AS from');
    expect(who.rows).toEqual([{ is: account, from: account }]);
    expect(await refusal(session, `SET ROLE ${target.group}`)).toBe('42501');
    expect(await refusal(session, readsSecret)).toEqual({ allowed: [{ word: 'plum' }] });
    await target.owner.query(
      `SET ROLE countersign_grantor; REVOKE ${target.group} FROM "${account}"; RESET ROLE`,
    );
    expect(await refusal(session, readsSecret)).toBe('42501');
  });

  it('is over with the next grant, where a version before gave SET', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await grantAsBefore(account);
    await scene.answer(2, asked(grant('a'), grant('b')));
    expect(await refusal(await target.connectAs(account), `SET ROLE ${target.group}`)).toBe('42501');
  });

  it('is over with the next setup, where a version before gave SET', async () => {
    const scene = new Scene(target.harness());
    const { account } = scene.harness.place;
    await scene.answer(1, asked(grant('a')));
    await grantAsBefore(account);
    await target.setUpAgain();
    expect(await refusal(await target.connectAs(account), `SET ROLE ${target.group}`)).toBe('42501');
    await scene.expectHeld(true);
  });
});
