import { createRequire } from 'node:module';
import { steadyTime } from './steady-time.js';

interface Group {
  readonly memberId: string;
  lastRequest: number;
  heartbeat(by: { interval: number }): Promise<void>;
}

const tenMinutes = 600_000;
const later = () => new Promise((resolve) => setTimeout(resolve, 30));

/** A member of a group, as kafkajs makes one; its heartbeats are counted. */
function aMember() {
  const ConsumerGroup = createRequire(__filename)('kafkajs/src/consumer/consumerGroup') as new (
    options: object,
  ) => Group;
  const logger = { namespace: () => logger, debug: () => undefined };
  const group = new ConsumerGroup({
    logger,
    topics: [],
    topicConfigurations: {},
    cluster: {},
    assigners: [],
  });
  const beats: unknown[] = [];
  const coordinator = { heartbeat: async (beat: unknown) => void beats.push(beat) };
  Object.assign(group, { memberId: 'm', coordinator, instrumentationEmitter: { emit: () => undefined } });
  return { group, beats };
}

/** The wall clock is set, and everything else of the process goes on. */
function setClock(by: number): void {
  const real = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => real() + by);
}

describe('a consumer of kafkajs whose machine’s clock is set', () => {
  afterEach(() => jest.restoreAllMocks());

  it('falls silent when it is set back: what we mend', async () => {
    const { group, beats } = aMember();
    setClock(-tenMinutes);
    await later();
    await group.heartbeat({ interval: 20 });
    expect(beats).toHaveLength(0);
  });

  describe('by steady time', () => {
    beforeAll(() => steadyTime());

    it.each([-tenMinutes, 0, tenMinutes])('lives on as before when it is off by %d ms', async (by) => {
      const { group, beats } = aMember();
      setClock(by);
      await group.heartbeat({ interval: 60_000 }); // too early still, whatever the clock says
      expect(beats).toHaveLength(0);
      await later();
      await group.heartbeat({ interval: 20 });
      expect(beats).toHaveLength(1);
    });
  });
});
