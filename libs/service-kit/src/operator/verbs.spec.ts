import { carryOut, type OperatorCommand } from './index.js';

describe('what a command for operators prints', () => {
  const hostile = '\u202e\u009b2J\u200b\u2028\u007f';
  const command: OperatorCommand = {
    name: 'say',
    usage: 'usage: say it',
    verbs: { it: [/^$/, () => Promise.resolve([`key ${JSON.stringify(`${hostile}\r\n\u001b[2J`)}`])] },
  };

  it('obeys nothing that came from outside, and shows all of it (V02)', async () => {
    const lines = await carryOut(command, undefined as never, ['it']);
    expect(lines).toEqual([String.raw`key "\u202e\u009b2J\u200b\u2028\u007f\r\n\u001b[2J"`]);
  });
});
