import { aBirthrightStory, aStory } from './story.js';

describe('stories', () => {
  it('the usual one verifies', async () => {
    await expect(aStory().outcome()).resolves.toBe('ok');
  });

  it('so does the birthright', async () => {
    await expect(aBirthrightStory().outcome()).resolves.toBe('ok');
  });
});
