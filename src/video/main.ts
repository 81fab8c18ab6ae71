import { runAsProcess } from '../step/lifecycle.ts';
import { runVideoStep } from './action.ts';

void runAsProcess(runVideoStep);
