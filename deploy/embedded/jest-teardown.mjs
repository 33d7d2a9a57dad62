// Jest `globalTeardown`: ends what `jest-setup.mjs` started.
export default async function teardown() {
  const { endTestParts } = /** @type {{ endTestParts?: () => Promise<void> }} */ (globalThis);
  await endTestParts?.();
}
