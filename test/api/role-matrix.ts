/** Whose key it is. */
export const COLUMNS = [
  'none',
  'wrong',
  'revoked',
  'other source',
  'own source',
  'other agent',
  'own agent',
  'supervisor',
  'admin',
  'ops',
];

/**
 * Invariant I12: who gets what from each route, about an item of source `web` that is offered to, held by or pickable for bo.
 * 401: no such key. 403: not for this role. 404: not for these eyes. The columns are `COLUMNS`.
 */
const EXPECTED = `
get /livez                           200 200 200   200 200 200 200   200 200 200
get /readyz                          200 200 200   200 200 200 200   200 200 200
get /openapi.json                    200 200 200   200 200 200 200   200 200 200
get /docs                            200 200 200   200 200 200 200   200 200 200
get /metrics                         401 401 401   403 403 403 403   403 200 200
post /v1/work-items                  401 401 401   403 201 422 201   201 201 403
post /v1/explain                     401 401 401   403 403 403 403   200 200 403
get /v1/work-items                   401 401 401   200 200 200 200   200 200 403
get /v1/work-items/:id               401 401 401   404 200 404 200   200 200 403
get /v1/work-items/:id/events        401 401 401   404 200 404 200   200 200 403
get /v1/work-items/:id/explanation   401 401 401   403 403 404 200   200 200 403
patch /v1/work-items/:id             401 401 401   404 200 403 403   200 200 403
post /v1/work-items/:id/complete     401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/close        401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/extend       401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/cancel       401 401 401   404 200 404 200   200 200 403
post /v1/work-items/:id/consult      401 401 401   403 403 404 201   201 201 403
post /v1/work-items/:id/callback     401 401 401   404 201 403 403   201 201 403
post /v1/work-items/:id/attempts     401 401 401   403 403 404 200   200 200 403
get /v1/workstreams/:id/slots        401 401 401   200 200 200 200   200 200 403
post /v1/work-items/:id/release      401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/transfer     401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/assign       401 401 401   403 403 403 403   200 200 403
post /v1/work-items/:id/pick         401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/reschedule   401 401 401   404 200 404 200   200 200 403
post /v1/work-items/:id/retry        401 401 401   404 200 403 403   200 200 403
post /v1/work-items/:id/respond      401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/pause        401 401 401   403 403 404 200   200 200 403
post /v1/work-items/:id/resume       401 401 401   404 200 404 200   200 200 403
get /v1/offers/:id                   401 401 401   403 403 404 200   200 200 403
post /v1/offers/:id/accept           401 401 401   403 403 404 200   200 200 403
post /v1/offers/:id/decline          401 401 401   403 403 404 200   200 200 403
get /v1/agents                       401 401 401   403 403 403 403   200 200 403
get /v1/agents/:id                   401 401 401   403 403 404 200   200 200 403
get /v1/agents/:id/work              401 401 401   403 403 404 200   200 200 403
get /v1/agents/:id/explanation       401 401 401   403 403 404 200   200 200 403
put /v1/agents/:id                   401 401 401   403 403 403 403   200 200 403
delete /v1/agents/:id                401 401 401   403 403 403 403   204 204 403
put /v1/agents/:id/presence          401 401 401   403 403 404 200   200 200 403
post /v1/agents/:id/heartbeat        401 401 401   403 403 404 200   200 200 403
post /v1/agents/import               401 401 401   403 403 403 403   200 200 403
get /v1/queues                       401 401 401   403 403 403 403   200 200 403
get /v1/queues/:id                   401 401 401   403 403 403 403   200 200 403
get /v1/queues/:id/explanation       401 401 401   403 403 403 403   200 200 403
get /v1/configuration                401 401 401   403 403 403 403   200 200 403
put /v1/configuration                401 401 401   403 403 403 403   403 200 403
get /v1/configuration/versions           401 401 401   403 403 403 403   200 200 403
get /v1/configuration/versions/:version  401 401 401   403 403 403 403   200 200 403
post /v1/configuration/validate          401 401 401   403 403 403 403   200 200 403
post /v1/configuration/diff              401 401 401   403 403 403 403   200 200 403
post /v1/configuration/simulate          401 401 401   403 403 403 403   200 200 403
post /v1/configuration/rollback          401 401 401   403 403 403 403   403 200 403
get /v1/configuration/drafts             401 401 401   403 403 403 403   200 200 403
post /v1/configuration/drafts            401 401 401   403 403 403 403   403 201 403
get /v1/configuration/drafts/:id         401 401 401   403 403 403 403   200 200 403
put /v1/configuration/drafts/:id         401 401 401   403 403 403 403   403 200 403
delete /v1/configuration/drafts/:id      401 401 401   403 403 403 403   403 204 403
post /v1/configuration/drafts/:id/publish 401 401 401   403 403 403 403   403 200 403
get /v1/bulk-operations              401 401 401   403 403 403 403   200 200 403
post /v1/bulk-operations             401 401 401   403 403 403 403   202 202 403
get /v1/bulk-operations/:id          401 401 401   403 403 403 403   200 200 403
post /v1/bulk-operations/:id/pause   401 401 401   403 403 403 403   200 200 403
post /v1/bulk-operations/:id/resume  401 401 401   403 403 403 403   200 200 403
post /v1/bulk-operations/:id/cancel  401 401 401   403 403 403 403   200 200 403
get /v1/recurrences                  401 401 401   403 403 403 403   200 200 403
post /v1/recurrences                 401 401 401   403 403 403 403   201 201 403
get /v1/recurrences/:id              401 401 401   403 403 403 403   200 200 403
put /v1/recurrences/:id              401 401 401   403 403 403 403   200 200 403
delete /v1/recurrences/:id           401 401 401   403 403 403 403   204 204 403
get /v1/recurrences/:id/occurrences  401 401 401   403 403 403 403   200 200 403
post /v1/recurrences/:id/pause       401 401 401   403 403 403 403   200 200 403
post /v1/recurrences/:id/resume      401 401 401   403 403 403 403   200 200 403
get /v1/keys                         401 401 401   403 403 403 403   403 200 403
post /v1/keys                        401 401 401   403 403 403 403   403 201 403
delete /v1/keys/:id                  401 401 401   403 403 403 403   403 204 403
get /v1/live                         401 401 401   200 200 200 200   200 200 200
`;

/** Each route with its statuses, in the order of the columns. */
export const MATRIX = EXPECTED.trim()
  .split('\n')
  .map((line): [route: string, statuses: number[]] => {
    const [method, path, ...statuses] = line.split(/\s+/);
    return [`${method} ${path}`, statuses.map(Number)];
  });
