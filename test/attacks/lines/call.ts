import type { Scene } from '../stage/scene.js';

/** Calls an interface of a service as a person; gives the status and the code. */
export async function call(
  scene: Scene,
  n: number,
  to: {
    readonly service: 'request' | 'approval';
    readonly path: string;
    readonly method: string;
    readonly key?: string;
  },
  body: unknown,
): Promise<string> {
  const response = await fetch(`${scene.about.addresses[to.service]}${to.path}`, {
    method: to.method,
    headers: {
      authorization: `Bearer ${await scene.desks.tokenOf(n)}`,
      'content-type': 'application/json',
      ...(to.key === undefined ? {} : { 'idempotency-key': to.key }),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json().catch(() => ({}))) as {
    readonly code?: string;
    readonly request?: string;
  };
  return `${response.status} ${answer.code ?? answer.request ?? ''}`.trim();
}
