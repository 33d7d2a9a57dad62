// Which Node runs this repository. Written so that a Node that is too old can still read it.

/**
 * @param {string} version as `process.versions.node`
 * @returns {string | null} what to do, in one sentence; null when this Node is fine (^20.19 || ^22.13 || >=24.11)
 */
export function oldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const lowest = new Map([
    [20, 19],
    [22, 13],
    [24, 11],
  ]).get(major);
  const fine = major > 24 || (lowest !== undefined && minor >= lowest);
  if (fine) return null;
  return `Node ${version} cannot run Countersign: install Node 24 (24.11 or newer; 22.13+ and 20.19+ work too)`;
}
