export default async function teardown() {
  const { endSystem } = /** @type {{ endSystem?: () => Promise<void> }} */ (globalThis);
  await endSystem?.();
}
