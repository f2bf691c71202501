import { parentPort } from 'node:worker_threads';
import { type Job, work } from './jobs.ts';

/** Begins by saying that it is there; then answers one job after the other. What it throws ends it. */
const port = parentPort!;
port.on('message', async (job: Job) => port.postMessage(await work(job)));
port.postMessage('ready');
