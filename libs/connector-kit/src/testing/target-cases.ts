import type { Millis } from '@countersign/contracts';
import type { Answered } from '@countersign/contracts/connector';
import type { PlaceTransaction, TargetDriver } from '../target-driver.js';
import { ConformanceFailure, expectEqual } from './harness.js';
import type { ConformanceCase } from './rule-cases.js';
import { asked, grant, minute, type Scene, start } from './scene.js';

class Gate extends ConformanceFailure {}

const codesOf = (answer: Answered) => answer.results.map(({ result, code }) => code ?? result);

/** A driver whose target takes until `then` for every addition. */
function slowToAdd(scene: Scene, then: Millis): TargetDriver {
  const driver = scene.harness.driver();
  const slow = (tx: PlaceTransaction): PlaceTransaction =>
    Object.assign(Object.create(tx) as PlaceTransaction, {
      add: async () => {
        const barrier = await tx.add();
        scene.now = then;
        return barrier;
      },
    });
  const transact = driver.transact.bind(driver);
  driver.transact = (place, work) => transact(place, (tx) => work(slow(tx)));
  return driver;
}

/** The target itself: what it holds, remembers and ends, whatever happens to the process. */
export const targetCases: readonly ConformanceCase[] = [
  {
    name: 'adds nothing that became late while the target was adding it, and keeps what was held',
    async play(scene) {
      const slow = slowToAdd(scene, start + minute);
      const late = await scene.answer(1, asked(grant('a')), { driver: slow });
      expectEqual('results', codesOf(late), ['APPLY_BEFORE_PASSED']);
      expectEqual('state', late.state, asked());
      await scene.expectHeld(false);
      scene.now = start;
      await scene.answer(2, asked(grant('b')));
      const more = await scene.answer(3, asked(grant('b'), grant('c', start + minute)), { driver: slow });
      expectEqual('results beside another grant', codesOf(more), ['applied', 'APPLY_BEFORE_PASSED']);
      expectEqual('state beside another grant', more.state, asked(grant('b')));
      await scene.expectHeld(true);
      scene.now = start;
      const instead = await scene.answer(4, asked(grant('d')), { driver: slow });
      expectEqual('results instead of another', codesOf(instead), ['removed', 'APPLY_BEFORE_PASSED']);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'two grants of one permission are counted: it goes with the last',
    async play(scene) {
      await scene.answer(1, asked(grant('a')));
      await scene.answer(2, asked(grant('a'), grant('b')));
      await scene.answer(3, asked(grant('b')));
      await scene.expectHeld(true);
      await scene.answer(4, asked());
      await scene.expectHeld(false);
    },
  },
  {
    name: 'refuses what the target’s owner has not handed over',
    async play(scene) {
      const place = scene.harness.unmanaged;
      const answer = await scene.answer(1, asked(grant('a')), { place });
      expectEqual(
        'results',
        answer.results.map(({ result }) => result),
        ['refused'],
      );
      expectEqual('state', answer.state, asked());
      await scene.expectHeld(false, place);
    },
  },
  {
    name: 'token and effect are there together or not at all',
    async play(scene) {
      const { place } = scene.harness;
      const fault = new Gate('the process fails between effect and token');
      const broken = scene.driver.transact(place, async (tx) => {
        await tx.add();
        throw fault;
      });
      expectEqual('the failure comes through', await broken.catch((error: unknown) => error === fault), true);
      await scene.expectHeld(false);
      const facts = await scene.driver.transact(place, (tx) => tx.read([]));
      expectEqual('memory', facts.memory, null);
    },
  },
  {
    name: 'one order given to two processes at once has one effect and one answer',
    async play(scene) {
      const drivers = [scene.harness.driver(), scene.harness.driver(), scene.harness.driver()];
      const answers = await Promise.all(
        drivers.map((driver) => scene.answer(1, asked(grant('a')), { driver })),
      );
      for (const answer of answers) expectEqual('answer', answer, answers[0]);
      await scene.expectHeld(true);
    },
  },
  {
    name: 'of two orders given to two processes at once the higher token stands',
    async play(scene) {
      const [one, two] = [scene.harness.driver(), scene.harness.driver()];
      await Promise.all([
        scene.answer(2, asked(), { driver: two }),
        scene.answer(1, asked(grant('a')), { driver: one }),
        scene.answer(3, asked(grant('b')), { driver: two }),
        scene.answer(4, asked(), { driver: one }),
      ]);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'takes away what somebody else gave, when the state ordered is empty',
    async play(scene) {
      await scene.answer(1, asked(grant('a')));
      await scene.answer(2, asked());
      await scene.harness.grantOutside(scene.harness.place);
      await scene.expectHeld(true);
      await scene.answer(3, asked());
      await scene.expectHeld(false);
    },
  },
  {
    name: 'adopted keeps what was held before the first order, and does not come back',
    async play(scene) {
      const adopted = { grants: [], adopted: true };
      await scene.harness.grantOutside(scene.harness.place);
      expectEqual('held: kept', (await scene.answer(1, adopted)).state, adopted);
      await scene.expectHeld(true);
      expectEqual('held: kept again', (await scene.answer(2, adopted)).state, adopted);
      await scene.expectHeld(true);
      await scene.answer(3, asked());
      await scene.expectHeld(false);
      expectEqual('gone: refused', (await scene.answer(4, adopted)).state.adopted, false);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'adopted adds nothing where nothing was held, nor keeps what an order gave',
    async play(scene) {
      const adopted = { grants: [], adopted: true };
      expectEqual('not held: refused', (await scene.answer(1, adopted)).state.adopted, false);
      await scene.expectHeld(false);
      await scene.answer(2, asked(grant('a')));
      expectEqual('held by an order: refused', (await scene.answer(3, adopted)).state.adopted, false);
      await scene.expectHeld(false);
    },
  },
  {
    name: 'ends access at `until` by itself, from what the target remembers, and not before',
    async play(scene) {
      await scene.answer(1, asked(grant('a', start + minute)));
      scene.now = start + minute - 1;
      await scene.endDue();
      await scene.expectHeld(true);
      scene.restart();
      scene.now = start + 10 * minute;
      expectEqual('failures', (await scene.endDue()).failures, []);
      await scene.expectHeld(false);
      const spent = await scene.answer(2, asked(grant('a', start + 20 * minute)), {
        applyBefore: start + 20 * minute,
      });
      expectEqual(
        'spent',
        spent.results.map(({ code }) => code),
        ['CLEARANCE_SPENT'],
      );
    },
  },
  {
    name: 'ends only what is over',
    async play(scene) {
      const longer = grant('b', start + 10 * minute);
      await scene.answer(1, asked(longer, grant('a', start + minute)));
      scene.now = start + minute;
      await scene.endDue();
      await scene.expectHeld(true);
      expectEqual('ended', await scene.endings(), [[grant('a').clearance]]);
      await scene.endDue();
      expectEqual('ended again', (await scene.endings()).length, 1);
      expectEqual('state', (await scene.answer(2, asked(longer))).state, asked(longer));
    },
  },
  {
    name: 'lists an ending until it is reported, after a restart too, then never again',
    async play(scene) {
      await scene.answer(1, asked(grant('a', start + minute)));
      scene.now = start + minute;
      await scene.endDue();
      scene.restart();
      const [ending, ...more] = await scene.unreported();
      expectEqual('listed', [ending?.ended.ended, more.length], [[grant('a').clearance], 0]);
      await scene.driver.reported(ending?.id ?? '');
      scene.restart();
      const left = (await scene.driver.unreported(1000)).filter(({ id }) => id === ending?.id);
      expectEqual('left', left, []);
    },
  },
  {
    name: 'lists no ending while the account may still have a session from before it',
    async play(scene) {
      const { openSession, place } = scene.harness;
      if (openSession === null) return;
      await scene.answer(1, asked(grant('a', start + minute)));
      const session = await openSession(place);
      try {
        const dying = scene.harness.driver();
        dying.settle = async () => undefined;
        scene.now = start + minute;
        await scene.endDue(dying);
        await scene.expectHeld(false);
        expectEqual('listed while it is open', await scene.endings(), []);
        await scene.driver.settle();
        expectEqual('session alive', await session.alive(), false);
        expectEqual('listed', await scene.endings(), [[grant('a').clearance]]);
      } finally {
        await session.close();
      }
    },
  },
  {
    name: 'tells its own time in milliseconds, which never runs backwards',
    async play(scene) {
      const first = await scene.driver.now();
      const second = await scene.driver.now();
      expectEqual('whole milliseconds', [first, second].map(Number.isInteger), [true, true]);
      expectEqual('runs on', second >= first, true);
    },
  },
  {
    name: 'the answer to an order repeated after an ending shows the state of now',
    async play(scene) {
      await scene.answer(1, asked(grant('a', start + minute)));
      scene.now = start + minute;
      await scene.endDue();
      const again = await scene.answer(1, asked(grant('a', start + minute)));
      expectEqual('state', again.state, asked());
      await scene.expectHeld(false);
    },
  },
  {
    name: 'ends the sessions of an account that loses something, before it answers',
    async play(scene) {
      const { openSession, place } = scene.harness;
      if (openSession === null) return;
      await scene.answer(1, asked(grant('a')));
      const session = await openSession(place);
      try {
        await scene.answer(2, asked());
        expectEqual('session alive', await session.alive(), false);
      } finally {
        await session.close();
      }
    },
  },
];
