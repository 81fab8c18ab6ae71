import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { StateFile } from '../../../src/portrait/state-file.ts';
import {
  byName,
  type Call,
  fails,
  hangs,
  inOrder,
  keyOf,
  neverConnects,
  run,
  type Script,
  says,
  saysOf,
  uploaded,
  World,
} from '../../support/scripted-jimmyai.ts';
import { unhurried } from '../../support/unhurried.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'submitting-'));
afterAll(() => rmSync(folder, { recursive: true }));

const active = inOrder(says('Active'));
const stopping = ['unauthorized', 'balance', 'redirected', 'untrusted', 'no-endpoint'] as const;

describe('a submission that must be retried', () => {
  test.each(['busy', 'not-sent'] as const)('because it was %s starts five times, 1, 2, 4 and 8 s apart, and then fails', async (kind) => {
    const world = await run({ scripts: { submit: inOrder(fails(kind)) } });
    expect(world.log).toEqual(['0 submit Anna', '1000 submit Anna', '3000 submit Anna', '7000 submit Anna', '15000 submit Anna']);
    expect(world.retries).toEqual(['Anna submit 1000', 'Anna submit 2000', 'Anna submit 4000', 'Anna submit 8000']);
    expect(world.outcomes).toEqual([`Anna failed: submit ${kind} ×5`]);
    expect(world.endedAt).toBe(15_000);
  });

  test('is accepted at the fifth attempt', async () => {
    const world = await run({
      scripts: { submit: inOrder(fails('busy'), fails('not-sent'), fails('busy'), fails('busy'), says('Active')) },
    });
    expect(world.times('submit')).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('waits ten percent less if the random number is 0', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('busy')) }, random: () => 0 });
    expect(world.times('submit')).toEqual([0, 900, 2700, 6300, 13_500]);
  });

  test('waits ten percent more if the random number is 1', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('busy')) }, random: () => 1 });
    expect(world.times('submit')).toEqual([0, 1100, 3300, 7700, 16_500]);
  });

  test('waits from the end of the previous attempt', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('busy', { takes: 500 }), fails('busy', { takes: 500 }), says('Active')) } });
    expect(world.times('submit')).toEqual([0, 1500, 4000]);
  });

  test('starts no sooner than Retry-After, if that is later', async () => {
    const submit = inOrder(fails('busy', { retryAfter: 5000 }), fails('busy', { retryAfter: 1500 }), says('Active'));
    const world = await run({ scripts: { submit } });
    expect(world.times('submit')).toEqual([0, 5000, 7000]);
  });

  test('starts no sooner than Retry-After if the random number is 0', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('busy', { retryAfter: 5000 }), says('Active')) }, random: () => 0 });
    expect(world.times('submit')).toEqual([0, 5000]);
  });

  test('is over at once if the next attempt could not start in time', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('busy')) }, timeout: 10_000 });
    expect(world.times('submit')).toEqual([0, 1000, 3000, 7000]);
    expect(world.outcomes).toEqual(['Anna failed: submit busy ×4']);
    expect(world.endedAt).toBe(7000);
  });

  test('is over at once if Retry-After reaches beyond the deadline', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('busy', { retryAfter: 3_600_000 })) } });
    expect(world.log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna failed: submit busy ×1']);
    expect(world.endedAt).toBe(0);
  });

  test('because it never got a connection was definitely not accepted', async () => {
    const world = await run({ scripts: { submit: inOrder(neverConnects, says('Active')) } });
    expect(world.times('submit')).toEqual([0, 31_000]);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });
});

describe('a submission that may already be submitted', () => {
  test('is never sent again', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('ambiguous', { takes: 200, retryAfter: 1000 }), says('Active')) } });
    expect(world.log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna failed: submit ambiguous ×1']);
  });

  test('because no response came in time is never sent again', async () => {
    const world = await run({ scripts: { submit: inOrder(hangs, says('Active')) }, timeout: 120_000 });
    expect(world.log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna failed: submit ambiguous ×1']);
    expect(world.endedAt).toBe(120_000);
  });

  test('is not given up after 30 s, since the service may take longer', async () => {
    const world = await run({ scripts: { submit: inOrder(says('Active', { takes: 110_000 })) }, timeout: 120_000 });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(world.endedAt).toBe(110_000);
  });

  test('after an attempt that was definitely not accepted is never sent again', async () => {
    const world = await run({ scripts: { submit: inOrder(fails('busy'), fails('ambiguous'), says('Active')) } });
    expect(world.log).toEqual(['0 submit Anna', '1000 submit Anna']);
    expect(world.outcomes).toEqual(['Anna failed: submit ambiguous ×2']);
  });

  test('is awaited until the deadline and no longer', async () => {
    const world = await run({ scripts: { submit: inOrder(hangs) }, timeout: 20_000 });
    expect(world.outcomes).toEqual(['Anna failed: submit ambiguous ×1']);
    expect(world.endedAt).toBe(20_000);
  });
});

describe('an upload', () => {
  const portraits = [{ file: 'Anna' }];

  test('comes before the submission, which uses its URL', async () => {
    const world = await run({
      portraits,
      scripts: { upload: inOrder(uploaded('https://files.example/1', { takes: 4000 })), submit: active },
    });
    expect(world.log).toEqual(['0 upload Anna', '4000 submit Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test.each(['busy', 'not-sent', 'ambiguous'] as const)('that was %s starts five times, 1, 2, 4 and 8 s apart', async (kind) => {
    const world = await run({ portraits, scripts: { upload: inOrder(fails(kind)) } });
    expect(world.log).toEqual(['0 upload Anna', '1000 upload Anna', '3000 upload Anna', '7000 upload Anna', '15000 upload Anna']);
    expect(world.outcomes).toEqual([`Anna failed: upload ${kind} ×5`]);
  });

  test('is retried no sooner than Retry-After', async () => {
    const upload = inOrder(fails('ambiguous', { retryAfter: 6000 }), uploaded('https://files.example/1'));
    const world = await run({ portraits, scripts: { upload, submit: active } });
    expect(world.log).toEqual(['0 upload Anna', '6000 upload Anna', '6000 submit Anna']);
  });

  test('and its submission have five attempts each', async () => {
    const upload = inOrder(fails('busy'), fails('busy'), uploaded('https://files.example/1'));
    const world = await run({ portraits, scripts: { upload, submit: inOrder(fails('busy')) } });
    expect(world.times('upload')).toEqual([0, 1000, 3000]);
    expect(world.times('submit')).toEqual([3000, 4000, 6000, 10_000, 18_000]);
    expect(world.outcomes).toEqual(['Anna failed: submit busy ×5']);
  });

  test('that makes progress may take longer than a request', async () => {
    const upload = inOrder(uploaded('https://files.example/1', { takes: 45_000 }));
    const world = await run({ portraits, scripts: { upload, submit: active } });
    expect(world.log).toEqual(['0 upload Anna', '45000 submit Anna']);
  });

  test('that ends too late is followed by no submission, and nothing was submitted', async () => {
    const upload = inOrder(uploaded('https://files.example/1', { takes: 18_500 }));
    const world = await run({ portraits, scripts: { upload }, timeout: 20_000 });
    expect(world.log).toEqual(['0 upload Anna']);
    expect(world.outcomes).toEqual(['Anna unsubmitted']);
  });

  test('that is cut off by the deadline fails its portrait', async () => {
    const upload = inOrder(uploaded('https://files.example/1', { takes: 25_000 }));
    const world = await run({ portraits, scripts: { upload }, timeout: 20_000 });
    expect(world.outcomes).toEqual(['Anna failed: upload ambiguous ×1']);
    expect(world.endedAt).toBe(20_000);
  });
});

describe('several portraits', () => {
  test('are submitted four at a time in their order', async () => {
    const submit: Script<Record<string, unknown>> = ({ about }) => says('Active', { takes: about.join() === 'B' ? 300 : 1000 });
    const world = await run({ portraits: ['A', 'B', 'C', 'D', 'E', 'F', 'G'], scripts: { submit } });
    expect(world.log).toEqual(['0 submit A', '0 submit B', '0 submit C', '0 submit D', '300 submit E', '1000 submit F', '1000 submit G']);
  });

  test('share four uploads and submissions at a time', async () => {
    const portraits = ['A', 'B', 'C', 'D', 'E'].map((file) => ({ file }));
    const upload = inOrder(uploaded('https://files.example/1', { takes: 1000 }));
    const world = await run({ portraits, scripts: { upload, submit: inOrder(says('Active', { takes: 1000 })) } });
    expect(world.log).toEqual([
      '0 upload A',
      '0 upload B',
      '0 upload C',
      '0 upload D',
      '1000 submit A',
      '1000 submit B',
      '1000 submit C',
      '1000 submit D',
      '2000 upload E',
      '3000 submit E',
    ]);
  });

  test('are not submitted once it is too late, and the others keep their IDs', async () => {
    const world = await run({
      portraits: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'],
      scripts: { submit: inOrder(says('Active', { takes: 4600 })) },
      timeout: 10_000,
    });
    expect(world.times('submit')).toEqual([0, 0, 0, 0, 4600, 4600, 4600, 4600]);
    expect(world.outcomes.slice(7)).toEqual(['H active id-H', 'I unsubmitted']);
    expect(world.endedAt).toBe(9200);
  });
});

describe('of five portraits, four at a time, where the submission of the first', () => {
  const portraits = ['A', 'B', 'C', 'D', 'E'];
  const meeting = (first: ReturnType<typeof fails>) => ({
    submit: byName({ A: inOrder(first, says('Active')), B: slow, C: slow, D: slow, E: says('Active') }),
  });
  const slow = says('Active', { takes: 500 });

  test.each(stopping)('fails with %s, nothing new starts and those in flight are awaited', async (kind) => {
    const world = await run({ portraits, scripts: meeting(fails(kind, { takes: 10 })) });
    expect(world.log).toEqual(['0 submit A', '0 submit B', '0 submit C', '0 submit D']);
    expect(world.outcomes).toEqual([`A failed: submit ${kind} ×1`, 'B active id-B', 'C active id-C', 'D active id-D', 'E unsubmitted']);
    expect(world.cancellation.cause).toMatchObject({ kind: 'failure', failure: { kind } });
    expect(world.endedAt).toBe(500);
  });

  test.each(['rejected', 'unexpected', 'ambiguous'] as const)('is %s, it alone fails and is not sent again', async (kind) => {
    const world = await run({ portraits, scripts: meeting(fails(kind, { takes: 10 })) });
    expect(world.log).toEqual(['0 submit A', '0 submit B', '0 submit C', '0 submit D', '10 submit E']);
    expect(world.outcomes).toEqual([`A failed: submit ${kind} ×1`, 'B active id-B', 'C active id-C', 'D active id-D', 'E active id-E']);
    expect(world.cancellation.cause).toBeNull();
  });

  test.each(['busy', 'not-sent'] as const)('is %s, it is retried', async (kind) => {
    const world = await run({ portraits, scripts: meeting(fails(kind, { takes: 10 })) });
    expect(world.log).toEqual(['0 submit A', '0 submit B', '0 submit C', '0 submit D', '500 submit E', '1010 submit A']);
    expect(world.outcomes).toEqual(['A active id-A', 'B active id-B', 'C active id-C', 'D active id-D', 'E active id-E']);
  });
});

describe('of five images, four at a time, where the upload of the first', () => {
  const portraits = ['A', 'B', 'C', 'D', 'E'].map((file) => ({ file }));
  const fine = uploaded('https://files.example/1');
  const slow = { ...fine, takes: 500 };
  const meeting = (first: ReturnType<typeof fails>) => ({
    upload: byName({ A: inOrder(first, fine), B: slow, C: slow, D: slow, E: fine }),
    submit: active,
  });

  test.each(stopping)('fails with %s, nothing at all is submitted', async (kind) => {
    const world = await run({ portraits, scripts: meeting(fails(kind, { takes: 10 })) });
    expect(world.log).toEqual(['0 upload A', '0 upload B', '0 upload C', '0 upload D']);
    expect(world.outcomes).toEqual([`A failed: upload ${kind} ×1`, 'B unsubmitted', 'C unsubmitted', 'D unsubmitted', 'E unsubmitted']);
    expect(world.cancellation.cause).toMatchObject({ kind: 'failure', failure: { kind } });
  });

  test.each(['rejected', 'unexpected'] as const)('is %s, it alone fails and is not submitted', async (kind) => {
    const world = await run({ portraits, scripts: meeting(fails(kind, { takes: 10 })) });
    expect(world.log.filter((line) => line.endsWith('A'))).toEqual(['0 upload A']);
    expect(world.outcomes).toEqual([`A failed: upload ${kind} ×1`, 'B active id-B', 'C active id-C', 'D active id-D', 'E active id-E']);
    expect(world.cancellation.cause).toBeNull();
  });

  test.each(['busy', 'not-sent', 'ambiguous'] as const)('is %s, it is retried', async (kind) => {
    const world = await run({ portraits, scripts: meeting(fails(kind, { takes: 10 })) });
    expect(world.log.filter((line) => line.endsWith('A'))).toEqual(['0 upload A', '1010 upload A', '1010 submit A']);
    expect(world.outcomes).toEqual(['A active id-A', 'B active id-B', 'C active id-C', 'D active id-D', 'E active id-E']);
  });
});

describe('a stop', () => {
  test('keeps the ID of a submission in flight whose response is Processing, and does not poll it', async () => {
    const submit = byName({ A: fails('balance', { takes: 10 }), B: says('Processing', { takes: 5000 }) });
    const world = await run({ portraits: ['A', 'B'], scripts: { submit } });
    expect(world.log).toEqual(['0 submit A', '0 submit B']);
    expect(world.outcomes).toEqual(['A failed: submit balance ×1', 'B processing id-B']);
    expect(world.endedAt).toBe(5000);
  });

  test('ends the pause before a retry, and no retry starts', async () => {
    const submit = byName({ A: fails('unauthorized', { takes: 1500 }), B: inOrder(fails('busy'), fails('busy'), says('Active')) });
    const world = await run({ portraits: ['A', 'B'], scripts: { submit } });
    expect(world.log).toEqual(['0 submit A', '0 submit B', '1000 submit B']);
    expect(world.outcomes).toEqual(['A failed: submit unauthorized ×1', 'B unsubmitted']);
    expect(world.endedAt).toBe(1500);
  });

  test('leaves alone a submission in flight that was definitely not accepted', async () => {
    const submit = byName({ A: fails('unauthorized', { takes: 10 }), B: inOrder(fails('busy', { takes: 700 }), says('Active')) });
    const world = await run({ portraits: ['A', 'B'], scripts: { submit } });
    expect(world.log).toEqual(['0 submit A', '0 submit B']);
    expect(world.outcomes).toEqual(['A failed: submit unauthorized ×1', 'B unsubmitted']);
    expect(world.retries).toEqual([]);
    expect(world.endedAt).toBe(700);
  });

  test('says of a submission in flight that gets no response that it may already be submitted', async () => {
    const submit = byName({ A: fails('unauthorized', { takes: 10 }), B: hangs });
    const world = await run({ portraits: ['A', 'B'], scripts: { submit }, timeout: 20_000 });
    expect(world.outcomes).toEqual(['A failed: submit unauthorized ×1', 'B failed: submit ambiguous ×1']);
    expect(world.endedAt).toBe(20_000);
  });

  test('by the poll of an asset-id keeps pending portraits from being submitted', async () => {
    const world = await run({
      portraits: [{ name: 'A', assetId: 'id-A' }, 'B', 'C', 'D', 'E', 'F'],
      scripts: { status: inOrder(fails('unauthorized', { takes: 500 })), submit: inOrder(says('Processing', { takes: 1000 })) },
    });
    expect(world.log.filter((call) => call.includes('submit'))).toHaveLength(4);
    expect(world.outcomes).toEqual([
      'A known id-A',
      'B processing id-B',
      'C processing id-C',
      'D processing id-D',
      'E processing id-E',
      'F unsubmitted',
    ]);
  });
});

describe('when the job is cancelled', () => {
  test('a submission in flight with a response within half a second keeps its ID', async () => {
    const world = new World({ scripts: { submit: inOrder(says('Processing', { takes: 1499 })) } });
    world.cancelAt(1000);
    await world.run();
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.log).toEqual(['0 submit Anna']);
    expect(world.endedAt).toBe(1499);
  });

  test('a submission in flight without a response by then may already be submitted', async () => {
    const world = new World({ scripts: { submit: inOrder(says('Processing', { takes: 1501 })) } });
    world.cancelAt(1000);
    await world.run();
    expect(world.outcomes).toEqual(['Anna failed: submit ambiguous ×1']);
    expect(world.endedAt).toBe(1500);
  });

  test('by SIGINT, a submission in flight has the time that GitHub leaves, and is not resent', async () => {
    const submit = byName({ A: says('Processing', { takes: 4000 }), B: fails('busy', { takes: 3000 }), C: hangs });
    const world = new World({ portraits: ['A', 'B', 'C'], scripts: { submit } });
    world.cancelAt(1000, 5000);
    await world.run();
    expect(world.log).toEqual(['0 submit A', '0 submit B', '0 submit C']);
    expect(world.outcomes).toEqual(['A processing id-A', 'B unsubmitted', 'C failed: submit ambiguous ×1']);
    expect(world.endedAt).toBe(6000);
  });

  test('once more, a submission in flight is given up at once', async () => {
    const world = new World({ scripts: { submit: inOrder(says('Processing', { takes: 4000 })) } });
    world.cancelAt(1000, 5000);
    world.cancelAt(2000);
    await world.run();
    expect(world.outcomes).toEqual(['Anna failed: submit ambiguous ×1']);
    expect(world.endedAt).toBe(2000);
  });

  test('no other submission starts, and a pause ends at once', async () => {
    const submit = byName({ A: fails('busy'), B: fails('busy'), C: fails('busy'), D: says('Processing', { takes: 1200 }) });
    const world = new World({ portraits: ['A', 'B', 'C', 'D', 'E'], scripts: { submit } });
    world.cancelAt(900);
    await world.run();
    expect(world.log).toEqual(['0 submit A', '0 submit B', '0 submit C', '0 submit D']);
    expect(world.outcomes).toEqual(['A unsubmitted', 'B unsubmitted', 'C unsubmitted', 'D processing id-D', 'E unsubmitted']);
    expect(world.endedAt).toBe(1200);
  });

  test('an upload in flight ends at once, and nothing was submitted', async () => {
    const upload = inOrder(uploaded('https://files.example/1', { takes: 5000 }));
    const world = new World({ portraits: [{ file: 'Anna' }], scripts: { upload } });
    world.cancelAt(1000);
    await world.run();
    expect(world.outcomes).toEqual(['Anna unsubmitted']);
    expect(world.endedAt).toBe(1000);
  });

  test('after the token was rejected, submissions in flight get their half second too', async () => {
    const world = new World({ portraits: ['A', 'B'], scripts: { submit: byName({ A: fails('unauthorized'), B: hangs }) } });
    world.cancelAt(1000);
    await world.run();
    expect(world.outcomes).toEqual(['A failed: submit unauthorized ×1', 'B failed: submit ambiguous ×1']);
    expect(world.cancellation.cause).toMatchObject({ kind: 'failure', failure: { kind: 'unauthorized' } });
    expect(world.endedAt).toBe(1500);
  });
});

describe('the state file', () => {
  test('records a submission before it is sent, and its ID before the first poll', async () => {
    const { stateFile, entries } = await newStateFile();
    const seen: unknown[] = [];
    const world = await run({
      stateFile,
      scripts: {
        submit: () => {
          seen.push(entries());
          return says('Processing');
        },
        status: () => {
          seen.push(entries());
          return says('Active');
        },
      },
    });
    expect(seen).toEqual([{ Anna: null }, { Anna: 'id-Anna' }]);
    expect(entries()).toEqual({ Anna: 'id-Anna' });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('does not record a submission while its image is uploaded', async () => {
    const { stateFile, entries } = await newStateFile();
    let duringUpload: unknown;
    const upload = () => {
      duringUpload = entries();
      return uploaded('https://files.example/1');
    };
    await run({ stateFile, portraits: [{ file: 'Anna' }], scripts: { upload, submit: active } });
    expect(duringUpload).toEqual({});
    expect(entries()).toEqual({ Anna: 'id-Anna' });
  });

  test.each([...stopping, 'rejected', 'busy', 'not-sent'] as const)(
    'forgets a submission that was %s, since it was not accepted',
    async (kind) => {
      const { stateFile, entries } = await newStateFile();
      await run({ stateFile, scripts: { submit: inOrder(fails(kind)) } });
      expect(entries()).toEqual({});
    },
  );

  test('keeps a submission that may already be submitted, and the next run does not resend it', async () => {
    const { stateFile, entries, reopened } = await newStateFile();
    await run({ stateFile, scripts: { submit: inOrder(fails('ambiguous')) } });
    expect(entries()).toEqual({ Anna: null });
    const next = await run({ stateFile: await reopened(), scripts: {} });
    expect(next.log).toEqual([]);
    expect(next.outcomes).toEqual(['Anna failed: in-doubt-earlier']);
    expect(entries()).toEqual({ Anna: null });
  });

  test('keeps a submission that was cut off by a cancelled job', async () => {
    const { stateFile, entries } = await newStateFile();
    const world = new World({ stateFile, scripts: { submit: inOrder(hangs) } });
    world.cancelAt(1000);
    await world.run();
    expect(entries()).toEqual({ Anna: null });
  });

  test('forgets a submission whose retry a cancelled job kept from starting', async () => {
    const { stateFile, entries } = await newStateFile();
    const world = new World({ stateFile, scripts: { submit: inOrder(fails('busy')) } });
    world.cancelAt(500);
    await world.run();
    expect(world.outcomes).toEqual(['Anna unsubmitted']);
    expect(entries()).toEqual({});
  });

  test('remembers IDs that come in after a stop', async () => {
    const { stateFile, entries } = await newStateFile();
    const submit = byName({ A: fails('balance'), B: says('Processing', { takes: 800 }), C: says('Active', { takes: 900 }) });
    await run({ stateFile, portraits: ['A', 'B', 'C'], scripts: { submit } });
    expect(entries()).toEqual({ B: 'id-B', C: 'id-C' });
  });

  test('avoids a submission if the service says Active', async () => {
    const { stateFile, entries } = await newStateFile({ Anna: 'id-old' });
    const world = await run({ stateFile, scripts: { status: active } });
    expect(world.log).toEqual(['0 status id-old']);
    expect(world.outcomes).toEqual(['Anna active id-old']);
    expect(world.portraits[0]?.reused).toBe(true);
    expect(entries()).toEqual({ Anna: 'id-old' });
  });

  test('avoids a submission if the service says Processing, and the portrait is waited for', async () => {
    const { stateFile } = await newStateFile({ Anna: 'id-old' });
    const world = await run({ stateFile, scripts: { status: inOrder(says('Processing'), says('Active')) } });
    expect(world.log).toEqual(['0 status id-old', '1000 status id-old']);
    expect(world.outcomes).toEqual(['Anna active id-old']);
    expect(world.portraits[0]?.reused).toBe(true);
  });

  test('avoids no submission if the service says Failed', async () => {
    const { stateFile, entries } = await newStateFile({ Anna: 'id-old' });
    const world = await run({ stateFile, scripts: { status: inOrder(says('Failed')), submit: active } });
    expect(world.log).toEqual(['0 status id-old', '0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(world.portraits[0]?.reused).toBe(false);
    expect(world.forgotten).toEqual(['id-old']);
    expect(entries()).toEqual({ Anna: 'id-Anna' });
  });

  test('does not resubmit a portrait that turns out Failed after it was Processing', async () => {
    const { stateFile } = await newStateFile({ Anna: 'id-old' });
    const status = inOrder(says('Processing'), says('Failed', { error_message: 'no face' }));
    const world = await run({ stateFile, scripts: { status } });
    expect(world.log).toEqual(['0 status id-old', '1000 status id-old']);
    expect(world.outcomes).toEqual(['Anna failed id-old: the service says no face']);
  });

  test.each(['not-found', 'rejected'] as const)('avoids no submission if the service responds %s about the ID', async (kind) => {
    const { stateFile, entries } = await newStateFile({ Anna: 'id-old' });
    const world = await run({ stateFile, scripts: { status: inOrder(fails(kind)), submit: active } });
    expect(world.log).toEqual(['0 status id-old', '0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(entries()).toEqual({ Anna: 'id-Anna' });
  });

  test('avoids no submission if the service responds so after polls that must be retried', async () => {
    const { stateFile } = await newStateFile({ Anna: 'id-old' });
    const status = inOrder(fails('busy'), fails('not-sent'), fails('ambiguous'), fails('not-found'));
    const world = await run({ stateFile, scripts: { status, submit: active } });
    expect(world.log).toEqual(['0 status id-old', '1000 status id-old', '2000 status id-old', '3000 status id-old', '3000 submit Anna']);
  });

  test('avoids the submission if the service responds so only after another response', async () => {
    const { stateFile, entries } = await newStateFile({ Anna: 'id-old' });
    const world = await run({ stateFile, scripts: { status: inOrder(fails('unexpected'), fails('rejected')) } });
    expect(world.log).toEqual(['0 status id-old', '1000 status id-old']);
    expect(world.outcomes).toEqual(['Anna failed id-old: status rejected ×1']);
    expect(entries()).toEqual({ Anna: 'id-old' });
  });

  test.each(['unauthorized', 'balance', 'redirected', 'untrusted'] as const)('keeps an ID whose poll fails with %s', async (kind) => {
    const { stateFile, entries } = await newStateFile({ Anna: 'id-old' });
    const world = await run({ stateFile, scripts: { status: inOrder(fails(kind)) } });
    expect(world.log).toEqual(['0 status id-old']);
    expect(world.outcomes).toEqual(['Anna known id-old']);
    expect(entries()).toEqual({ Anna: 'id-old' });
  });

  test('avoids no submission of an ID that batch-status leaves out and status does not know', async () => {
    const { stateFile, entries } = await newStateFile({ A: 'old-A', B: 'old-B' });
    const world = await run({
      stateFile,
      portraits: ['A', 'B'],
      scripts: { batchStatus: inOrder(saysOf({ 'old-A': 'Active' })), status: inOrder(fails('not-found')), submit: active },
    });
    expect(world.log).toEqual(['0 batch-status old-A,old-B', '0 status old-B', '0 submit B']);
    expect(world.outcomes).toEqual(['A active old-A', 'B active id-B']);
    expect(entries()).toEqual({ A: 'old-A', B: 'id-B' });
  });

  test('avoids the submission of an ID that only batch-status leaves out', async () => {
    const { stateFile } = await newStateFile({ A: 'old-A', B: 'old-B' });
    const world = await run({
      stateFile,
      portraits: ['A', 'B'],
      scripts: { batchStatus: inOrder(saysOf({ 'old-A': 'Active' })), status: active },
    });
    expect(world.log).toEqual(['0 batch-status old-A,old-B', '0 status old-B']);
    expect(world.outcomes).toEqual(['A active old-A', 'B active old-B']);
  });

  test('never lets an entry without an ID be submitted, but the other portraits are', async () => {
    const { stateFile, entries } = await newStateFile({ A: null });
    const world = await run({ stateFile, portraits: ['A', 'B'], scripts: { submit: active } });
    expect(world.log).toEqual(['0 submit B']);
    expect(world.outcomes).toEqual(['A failed: in-doubt-earlier', 'B active id-B']);
    expect(entries()).toEqual({ A: null, B: 'id-B' });
  });

  test('that can’t be written keeps everything from being submitted', async () => {
    const { stateFile, filePath } = await newStateFile();
    // A folder in its place can't be replaced by a file.
    mkdirSync(path.join(filePath, 'in-the-way'), { recursive: true });
    const world = await run({ stateFile, portraits: ['A', 'B'], scripts: {} });
    expect(world.log).toEqual([]);
    expect(world.outcomes).toEqual(['A unsubmitted', 'B unsubmitted']);
    expect(world.cancellation.cause).toMatchObject({ kind: 'state-file' });
  });

  test('that can no longer be written loses no ID, and a warning says so', async () => {
    const { stateFile, filePath } = await newStateFile();
    const submit = ({ about }: Call) => {
      rmSync(filePath);
      mkdirSync(path.join(filePath, 'in-the-way'), { recursive: true });
      return says('Active', { asset_id: `new-${about.join()}` });
    };
    const world = await run({ stateFile, scripts: { submit } });
    expect(world.outcomes).toEqual(['Anna active new-Anna']);
    expect([...world.warnings].join()).toContain('new-Anna');
  });
});

test('a state file that can’t store an unconfirmed ID must not be repaired by hand: the ID would count as confirmed', async () => {
  const { stateFile, filePath } = await newStateFile();
  const submit = () => {
    rmSync(filePath);
    mkdirSync(path.join(filePath, 'in-the-way'), { recursive: true });
    return fails('ambiguous', { returnedId: 'id-new' });
  };
  const world = await run({ stateFile, scripts: { submit, status: inOrder(fails('busy')) } });
  expect(world.outcomes).toEqual(['Anna failed id-new: submit ambiguous ×1']);
  expect([...world.warnings].join()).toMatch(/id-new.*has not confirmed/);
  expect([...world.warnings].join()).not.toContain('write id-new');
});

describe('what another step has just submitted', () => {
  test('is not resubmitted: its asset is waited for', async () => {
    const { stateFile, entries, reopened } = await newStateFile();
    const other = await reopened();
    await other.remember(keyOf('Anna'), 'id-other', unhurried);
    const world = await run({ stateFile, scripts: { status: active } });
    expect(world.log).toEqual(['0 status id-other']);
    expect(world.outcomes).toEqual(['Anna active id-other']);
    expect(world.portraits.map(({ reused }) => reused)).toEqual([true]);
    expect(entries()).toEqual({ Anna: 'id-other' });
  });

  test('is not resubmitted if JimmyAI has not confirmed its asset: the asset is polled', async () => {
    const { stateFile, reopened } = await newStateFile();
    const other = await reopened();
    await other.remember(keyOf('Anna'), 'id-other', unhurried, { requestId: null });
    const world = await run({ stateFile, scripts: { status: inOrder(fails('not-found')) } });
    expect(world.log.filter((call) => !call.endsWith('status id-other'))).toEqual([]);
    expect(world.outcomes).toEqual(['Anna failed id-other: in-doubt-earlier']);
  });

  test('is not resubmitted while its outcome is unknown: the other step is reported, and waited for until the last poll', async () => {
    const { stateFile, reopened } = await newStateFile();
    const other = await reopened();
    await other.rememberIntent(keyOf('Anna'), unhurried);
    const world = await run({ stateFile, scripts: {} });
    expect(world.log).toEqual([]);
    expect(world.outcomes).toEqual(['Anna failed: in-progress-elsewhere']);
    expect(world.endedAt).toBe(world.deadline.lastPoll);
  });

  test('and is unusable is resubmitted', async () => {
    const { stateFile, entries, reopened } = await newStateFile();
    const other = await reopened();
    await other.remember(keyOf('Anna'), 'id-other', unhurried);
    const status = byName({ 'id-other': says('Failed') });
    const world = await run({ stateFile, scripts: { status, submit: active } });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(entries()).toEqual({ Anna: 'id-Anna' });
  });
});

test('a state file that can’t be written is reported once, and not by a warning too', async () => {
  const { stateFile, filePath } = await newStateFile();
  mkdirSync(path.join(filePath, 'in-the-way'), { recursive: true });
  const world = await run({ stateFile, scripts: {} });
  expect(world.cancellation.cause).toMatchObject({ kind: 'state-file' });
  expect(world.warnings.size).toBe(0);
});

test('an upload for which no time is left is not an internal error', async () => {
  const portraits = ['A', 'B', 'C', 'D', 'E'].map((file) => ({ file }));
  const upload = () => uploaded('https://files.example/1', { takes: 19_000 });
  const world = await run({ portraits, scripts: { upload }, timeout: 20_000 });
  expect(world.outcomes).toEqual(['A unsubmitted', 'B unsubmitted', 'C unsubmitted', 'D unsubmitted', 'E unsubmitted']);
  expect(world.cancellation.cause).toBeNull();
});

let stateFiles = 0;

/** A real state file that remembers `remembered`, by the portraits' names. */
async function newStateFile(remembered: Readonly<Record<string, string | null>> = {}) {
  const filePath = path.join(folder, `${++stateFiles}.json`);
  const stateFile = await StateFile.read(filePath);
  for (const [name, assetId] of Object.entries(remembered)) {
    if (assetId === null) await stateFile.rememberDoubt(keyOf(name), unhurried);
    else await stateFile.remember(keyOf(name), assetId, unhurried);
  }
  // Of a day when JimmyAI had recorded every asset long ago.
  const aged = readWritten(filePath).map((entry) => ({ ...entry, since: '2025-01-15T12:00:00.000Z' }));
  if (aged.length > 0) writeFileSync(filePath, JSON.stringify({ version: 1, assets: aged }));
  const names = new Map(['Anna', 'A', 'B', 'C'].map((name) => [keyOf(name), name]));
  /** What is on disk. */
  const entries = () => {
    const written = readWritten(filePath);
    return Object.fromEntries(written.map(({ key, asset_id }) => [names.get(key), asset_id]));
  };
  return { stateFile: await StateFile.read(filePath), filePath, entries, reopened: () => StateFile.read(filePath) };
}

function readWritten(filePath: string): readonly { key: string; asset_id: string | null }[] {
  try {
    return JSON.parse(readFileSync(filePath, 'utf8')).assets;
  } catch {
    return [];
  }
}
