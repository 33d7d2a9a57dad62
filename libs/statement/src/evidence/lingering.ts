/**
 * How long (ms) whoever acted as somebody still decides nothing about her once a source has said that she does so no longer: a source alone makes
 * nobody independent at once (DESIGN, section 7). A week, so that others see it before it counts.
 */
export const lingersMs = 7 * 86_400_000;

/** When (ms) an end of control counts for who may decide: not before its time, and not before it has been known for {@link lingersMs}. */
export const lingeringEnd = (until: number, stated: number): number => Math.max(until, stated + lingersMs);
