import { expect, test } from 'vitest';
import { Reporter } from '../../../src/video/reporter.ts';
import type { StopCause } from '../../../src/video/run-context.ts';
import {
  track,
  transitionToCreated,
  transitionToQueried,
  transitionToUnconfirmed,
  transitionToUnresolved,
} from '../../../src/video/tracked-video.ts';
import { failureOf, task } from '../../support/scripted-videos.ts';
import { captureLogOfEachTest, contextWith } from '../../support/step-context.ts';
import { planWith } from '../../support/video-plan.ts';

const log = captureLogOfEachTest();

const doubt = { kind: 'call', endpoint: 'create', cause: failureOf('ambiguous'), attempts: 1 } as const;

/** A video, and what tells of it. */
function reported() {
  const context = contextWith<StopCause>();
  const video = track(0);
  const observer = new Reporter(context, { plan: planWith(), video });
  return { video, context: { clock: context.clock, observer } };
}

const lines = () => log.filter((line) => !line.startsWith('::set-output'));

test('a creation that JimmyAI accepted is logged with its task ID', () => {
  const { video, context } = reported();
  transitionToCreated(video, 'task-1', task('queued'), context);
  expect(lines()).toEqual(['JimmyAI accepted the creation: task ID task-1', 'The video is queued']);
});

test('an ambiguous creation is logged with its task ID, and not as accepted', () => {
  const { video, context } = reported();
  transitionToUnconfirmed(video, 'task-1', doubt, context);
  expect(lines()).toEqual(['The video is possibly created. Querying task task-1 to find out.']);
  transitionToQueried(video, task('processing'), context);
  expect(lines().slice(1)).toEqual(['The video is processing']);
});

test('a creation that stays ambiguous is logged as such', () => {
  const { video, context } = reported();
  transitionToUnconfirmed(video, 'task-1', doubt, context);
  transitionToUnresolved(video, context);
  expect(lines().slice(1)).toEqual(['The video is possibly created']);
});
