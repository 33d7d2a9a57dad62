/** The first lines of the catalogue that `npm run attack` has to run; what stands here and is not built is reported as missing. */
export const firstLines: readonly string[] = [
  ...['T01', 'T02', 'T06', 'T07', 'T08', 'T12', 'T14', 'T16', 'T17', 'T18', 'T19', 'T20'],
  ...['A01', 'A02', 'A04', 'A08', 'A09', 'A10', 'A20', 'A21', 'A22', 'A23', 'A25', 'A31', 'A32'],
  ...['C01', 'C02', 'C05', 'F06', 'F19', 'F20', 'K02', 'K08', 'K16'],
];
