import { type ProcessOptions, SignalboxProcess } from './signalbox-process.ts';

/** A process that runs workflows. Ready when it polls. */
export class WorkerProcess extends SignalboxProcess {
  constructor(nth: number, options: Omit<ProcessOptions, 'command'>) {
    super(`worker-${nth}`, { ...options, command: ['worker'] }, {});
  }

  protected async isReady(): Promise<boolean> {
    return this.hasSaid('The worker polls');
  }
}
