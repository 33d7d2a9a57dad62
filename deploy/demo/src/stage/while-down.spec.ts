import { EventEmitter } from 'node:events';
import { watchSession } from './session-end.js';
import { whileDown } from './while-down.js';

/** A system that writes down what is done to it. */
function written(failing: string | null = null) {
  const done: string[] = [];
  const act = (verb: string) => (name: string) => {
    done.push(`${verb} ${name}`);
    return `${verb} ${name}` === failing ? Promise.reject(new RangeError(failing)) : Promise.resolve();
  };
  return { done, system: { kill: act('kill'), start: act('start') } };
}

const around = ['kill approval', 'kill policy', 'part', 'start approval', 'start policy'];

describe('while services are down', () => {
  it('a part is played, and they are started again', async () => {
    const { done, system } = written();
    await whileDown(system, ['approval', 'policy'], () => Promise.resolve(void done.push('part')));
    expect(done).toEqual(around);
  });

  it('a part that fails does not leave them down', async () => {
    const { done, system } = written();
    const part = () => {
      done.push('part');
      return Promise.reject(new RangeError('the step'));
    };
    await expect(whileDown(system, ['approval', 'policy'], part)).rejects.toThrow('the step');
    expect(done).toEqual(around);
  });

  it('nothing is played when one could not be killed, and none is left down', async () => {
    const { done, system } = written('kill policy');
    const part = () => Promise.reject(new RangeError('played'));
    await expect(whileDown(system, ['approval', 'policy'], part)).rejects.toThrow('kill policy');
    expect(done).toEqual(around.filter((each) => each !== 'part'));
  });
});

describe('an open session', () => {
  it('is ended in words, also when that came before it was asked about', async () => {
    const session = new EventEmitter();
    const ended = watchSession(session);
    session.emit('error', new Error('terminating connection'));
    expect(await ended()).toBe('terminating connection');
  });

  it('that goes on is not waited for without a limit', async () => {
    await expect(watchSession(new EventEmitter())(20)).rejects.toMatchObject({ code: 'DEMO_NEVER_HAPPENED' });
  });
});
