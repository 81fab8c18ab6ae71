import { runAsProcess } from '../step/lifecycle.ts';
import { runVideoStep } from './action.ts';
import type { StopCause } from './run-context.ts';

void runAsProcess<StopCause>(
  { cancelled: (signal) => ({ kind: 'cancelled', signal }), crashed: (message) => ({ kind: 'internal', message }) },
  runVideoStep,
);
