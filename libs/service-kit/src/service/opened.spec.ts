import { Opened } from './opened.js';

const never = new Promise<never>(() => undefined);

describe('what a process has opened', () => {
  const scene = () => {
    const [opened, ended] = [new Opened(), [] as string[]];
    const add = (name: string, error?: Error) =>
      opened.add(async () => {
        ended.push(name);
        if (error) throw error;
      });
    return { opened, ended, add };
  };

  it('is let go in the opposite order, once', async () => {
    const { opened, ended, add } = scene();
    for (const name of ['database', 'relay', 'edge']) add(name);
    await opened.close();
    await opened.close();
    expect(ended).toEqual(['edge', 'relay', 'database']);
  });

  it('is let go although the edge cannot be closed, which is told', async () => {
    const { opened, ended, add } = scene();
    add('database');
    add('relay', new TypeError('second'));
    add('edge', new TypeError('first'));
    await expect(opened.close()).rejects.toThrow('first');
    expect(ended).toEqual(['edge', 'relay', 'database']);
  });

  it.each([
    ['the start fails', Promise.reject(new TypeError('port is taken')), never, 'port is taken'],
    ['something fatal comes first', never, Promise.resolve(new TypeError('lease is lost')), 'lease is lost'],
  ])('is let go when %s', async (_, begin, failed, message) => {
    const { opened, ended, add } = scene();
    add('database', new TypeError('and this, too'));
    await expect(opened.whole(begin, failed)).rejects.toThrow(message);
    expect(ended).toEqual(['database']);
  });

  it('stays open when all went well', async () => {
    const { opened, ended, add } = scene();
    add('database');
    expect([await opened.whole(Promise.resolve(1), never), ended]).toEqual([1, []]);
  });
});
