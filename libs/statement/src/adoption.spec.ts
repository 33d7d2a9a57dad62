import { adoptedUntil, adoptionDue, adopts } from './adoption.js';
import type { Bundle } from './bundle.js';

const dayMs = 86_400_000;
const since = 1_790_000_000_000;
const law = (mode: 'shadow' | 'enforce', adoptionDays: number): Bundle =>
  ({
    document: { systems: [{ id: 'erp', title: 'ERP', kind: 'postgres', mode, adoptionDays }] },
  }) as unknown as Bundle;

describe('what was adopted', () => {
  it('is to be asked for within its days from the first on, and may stay beyond them while the system adopts', () => {
    const shadow = law('shadow', 90);
    expect(adopts(shadow, 'erp')).toBe(true);
    expect(adoptionDue(shadow, 'erp', since)).toBe(since + 90 * dayMs);
    expect(adoptedUntil(shadow, 'erp', since)).toBe(Infinity);
  });

  it('goes on its day once the system enforces; with no days at all, at once', () => {
    expect(adoptedUntil(law('enforce', 90), 'erp', since)).toBe(since + 90 * dayMs);
    expect(adoptedUntil(law('enforce', 0), 'erp', since)).toBe(since);
  });

  it('has no day, and stays, in a system that the law does not know', () => {
    const unknown = law('enforce', 0);
    expect([adopts(unknown, 'crm'), adoptionDue(unknown, 'crm', since)]).toEqual([true, Infinity]);
    expect(adoptedUntil(unknown, 'crm', since)).toBe(Infinity);
  });
});
