import { Attempts, DidNotBite, resultOf } from './line.js';

describe('a line of attacks', () => {
  const of = (play: (attempts: Attempts) => void) => {
    const attempts = new Attempts();
    play(attempts);
    return resultOf('T01', 'no double', attempts);
  };

  it('is as required when every variant was and bit', () => {
    const result = of((attempts) => attempts.equal('a', '0', '0'));
    expect(result).toMatchObject({ variants: 1, ok: true, void: false, seen: '1 of 1 as required' });
  });

  it('is not when one variant came out otherwise, and says which', () => {
    const result = of((attempts) => {
      attempts.equal('a', '0', '0');
      attempts.equal('b', '0', '3');
    });
    expect(result).toMatchObject({
      ok: false,
      void: false,
      seen: '1 of 2 as required; b: required 0, saw 3',
    });
  });

  it('is void, and never as required, when a fault did not bite', () => {
    expect(of((attempts) => attempts.equal('a', '0', '0', false))).toMatchObject({ ok: false, void: true });
  });

  it('is void when nothing was tried', () => {
    expect(of(() => undefined)).toMatchObject({ variants: 0, ok: false, void: true });
  });

  it('is void when what it does to a process did not happen, and failed when it broke off otherwise', () => {
    expect(of((attempts) => attempts.failed(new DidNotBite('lived on')))).toMatchObject({ void: true });
    const broken = of((attempts) => attempts.failed(new Error('waited')));
    expect(broken).toMatchObject({ ok: false, void: false });
  });
});
