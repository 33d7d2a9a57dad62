import { eventually, lookInto, type RunFile } from '@countersign/demo/stage';

/**
 * Waits until policy, or another service, knows these facts, by their ids at their source: what is asked next is judged with them, however
 * busy the machine is.
 */
export async function untilKnown(
  about: RunFile,
  events: readonly string[],
  service: 'policy' | 'approval' = 'policy',
): Promise<void> {
  const known = 'SELECT count(DISTINCT event)::int AS n FROM fact WHERE event = ANY ($1)';
  const areKnown = async () =>
    events.length === 0 ||
    (await lookInto<{ n: number }>(about, service, known, [events]))[0]?.n === events.length;
  await eventually(`${service} to know ${events.join()}`, areKnown);
}
