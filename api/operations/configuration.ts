import type { ApiDependencies } from '../call.ts';
import type { Api } from '../operation.ts';
import { drafts } from './configuration/drafts.ts';
import { examination } from './configuration/examination.ts';
import { publication } from './configuration/publication.ts';
import { simulation } from './configuration/simulation.ts';
import { versions } from './configuration/versions.ts';

/** The life of a configuration: draft, validate, diff, simulate, publish, roll back. */
export function configuration(app: Api, to: ApiDependencies): void {
  publication(app, to);
  versions(app, to);
  examination(app, to);
  drafts(app, to);
  simulation(app, to);
}
