import { WorkflowNotFoundError } from '@temporalio/client';
import type { Changes } from '../../core/changes.ts';
import type { EventType } from '../../core/event.ts';
import type { World } from '../../core/world.ts';
import { BULK_CHANGED, BULK_TYPE, type BulkStart } from '../../workflows/messages.ts';
import { around, type Reach } from '../failpoint.ts';
import type { TemporalClient } from './connection.ts';
import { type RetryLoop, retryEach } from './retry-loop.ts';
import { describeRunning } from './running.ts';

export interface BulksOptions {
  readonly temporal: TemporalClient;
  /** Once the namespace has what it needs. */
  readonly whenPrepared: <T>(act: () => Promise<T>) => Promise<T>;
  /** Between two looks at whether the workflows of open operations run, in milliseconds. */
  readonly eachMs: number;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  readonly reach?: Reach | undefined;
}

/** What the workflow has to hear of; how far it is it has from its own questions. */
const TOLD: readonly EventType[] = ['bulk.started', 'bulk.paused', 'bulk.resumed', 'bulk.cancelled'];

/** Keeps a workflow for each bulk operation that is under way, while this process leads; however long Temporal is away. */
export class Bulks {
  private readonly options: BulksOptions;
  private readonly loop: RetryLoop<string>;
  private world: World | null = null;
  private readonly behind = new Set<string>();
  /** Whose workflow was there once in this reign. */
  private readonly there = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(options: BulksOptions) {
    this.options = options;
    const tell = around(options.reach, 'bulk.tell', (bulk: string) => this.toldOf(bulk));
    this.loop = retryEach(this.behind, {
      isWanted: () => this.world !== null,
      run: (bulk) => options.whenPrepared(() => tell(bulk)),
      log: options.log,
      told: {
        failing: 'the workflow of a bulk operation could not be told; trying again',
        again: 'the workflows of bulk operations are told again',
        of: (bulk) => ({ bulk }),
      },
    });
  }

  lead(world: World): void {
    this.lost();
    this.world = world;
    for (const id of world.bulks.keys()) this.behind.add(id);
    this.loop.pump();
    this.timer = setInterval(() => void this.look(), this.options.eachMs);
  }

  committed({ events }: Changes): void {
    if (this.world === null) return;
    for (const { type, details } of events) if (TOLD.includes(type)) this.behind.add(String(details['bulk']));
    this.loop.pump();
  }

  lost(): void {
    this.world = null;
    this.behind.clear();
    this.there.clear();
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  /** Resolves when nothing is in flight. */
  async stop(): Promise<void> {
    this.lost();
    await this.loop.stop();
  }

  /** One whose workflow was terminated, or went with its namespace, gets another. */
  private async look(): Promise<void> {
    const { log, temporal } = this.options;
    for (const id of [...this.there])
      try {
        if ((await describeRunning(temporal, workflowIdOf(id))) !== null) continue;
        if (!this.there.delete(id) || !this.world?.bulks.has(id)) continue;
        log('the workflow of a bulk operation was not there and is started again', { bulk: id });
        this.behind.add(id);
      } catch (error) {
        log('bulk operations could not be compared with their workflows', { error: String(error) });
        return;
      }
    this.loop.pump();
  }

  /** One that has ended is told so where it still runs, and ends itself. */
  private async toldOf(id: string): Promise<void> {
    const { client, taskQueue, call } = this.options.temporal;
    const row = this.world?.bulks.get(id);
    const workflowId = workflowIdOf(id);
    this.there.delete(id);
    if (row === undefined) {
      const gone = (error: unknown): void => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      };
      await call(() => client.workflow.getHandle(workflowId).signal(BULK_CHANGED)).catch(gone);
      return;
    }
    const args: [BulkStart] = [{ bulk: id, position: row.position }];
    const staticSummary = `Bulk ${row.action.replaceAll('_', ' ')} of ${row.items.length} items`;
    await call(() =>
      client.workflow.signalWithStart(BULK_TYPE, {
        workflowId,
        taskQueue,
        args,
        signal: BULK_CHANGED,
        staticSummary,
      }),
    );
    if (this.world !== null) this.there.add(id);
  }
}

const workflowIdOf = (id: string): string => `bulk/${id}`;
