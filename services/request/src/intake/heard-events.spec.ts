import { HeardEvents } from './heard-events.js';

describe('what is heard', () => {
  const heard = new HeardEvents(['hr/worker.hired.v1', 'itsm/access.requested.v1']);

  it('is what a source is named with', () => {
    expect(() => heard.require('hr', 'worker.hired.v1')).not.toThrow();
  });

  it.each([
    ['itsm', 'worker.hired.v1'],
    ['hr', 'access.requested.v1'],
    ['hr', 'worker.hired.v2'],
    ['other', 'worker.hired.v1'],
    ['', 'hr/worker.hired.v1'],
  ])('is nothing else: %s %s', (source, type) => {
    expect(() => heard.require(source, type)).toThrow(
      expect.objectContaining({ code: 'TYPE_NOT_FOR_SOURCE' }),
    );
  });
});
