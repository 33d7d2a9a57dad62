/** Who tells what a target holds: its connector and its observer, by their names as signers. */
export const watchersOf = (system: string): readonly string[] => [
  `connector-${system}`,
  `observer-${system}`,
];
