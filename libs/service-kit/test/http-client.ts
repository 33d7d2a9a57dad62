import type { ListeningApp } from './listening-app.js';

export const json = { 'content-type': 'application/json' };

/** POST of a body as it is. */
export const post = (
  app: ListeningApp,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = json,
  path = '/things',
): Promise<Response> => fetch(`${app.url}${path}`, { method: 'POST', body, headers });

/** The problem details of an answer, after checking that they are some. */
export async function problem(response: Response | Promise<Response>): Promise<Record<string, unknown>> {
  const answer = await response;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const body = (await answer.json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    status: answer.status,
    type: expect.stringMatching(/^urn:countersign:problem:/) as unknown,
  });
  return body;
}

/** The code in a raw answer, or all of it when there is none. */
export const codeOfRaw = (answer: string): string => /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? answer;
