import { runAsProcess } from '../step/lifecycle.ts';
import { runPortraitStep } from './action.ts';

void runAsProcess(runPortraitStep);
