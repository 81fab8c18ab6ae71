import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adviceOn } from '../../../src/portrait/advice.ts';
import { type PlannedPortrait, planOutputsOf, planPortraits } from '../../../src/portrait/dry-run.ts';
import { mostUrgent } from '../../../src/portrait/failure-words.ts';
import { hashQuery } from '../../../src/portrait/signed-url.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { assetIdOf } from '../../../src/portrait/tracked-portrait.ts';
import { MemoryDisk } from '../../support/memory-files.ts';
import { silentObserver } from '../../support/portrait-builders.ts';
import { inOrder, keyOf, type Scripts, says, saysOf, uploaded, type Wanted, World } from '../../support/scripted-jimmyai.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const filePath = '/workspace/state.json';
const longAgo = '2025-01-15T12:00:00.000Z';

/** What the list and the state file say of one portrait. */
interface Case {
  readonly source: 'url' | 'file' | 'asset-id';
  readonly query: string;
  /** `null` where the file has no entry. */
  readonly entry: {
    readonly outcome: 'asset' | 'unconfirmed' | 'in doubt' | 'bare';
    readonly query: string | null;
    readonly isFresh: boolean;
  } | null;
}

const query = fc.constantFrom('', '?id=1', '?id=2', '?id=1&Expires=1&Signature=a&AWSAccessKeyId=b', '?id=1&Expires=2&Signature=c');
const cases = fc.array(
  fc.record<Case>({
    source: fc.constantFrom('url', 'url', 'url', 'file', 'asset-id'),
    query,
    entry: fc.option(
      fc.record({
        outcome: fc.constantFrom('asset', 'asset', 'asset', 'unconfirmed', 'in doubt', 'bare'),
        query: fc.option(query),
        isFresh: fc.boolean(),
      }),
      { freq: 3 },
    ),
  }),
  { minLength: 1, maxLength: 12 },
);
const scenario = fc.record({
  cases,
  hasStateFile: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
  wait: fc.boolean(),
  timeout: fc.constantFrom(20_000, 60_000, 300_000),
  processing: fc.boolean(),
});

const nameOf = (index: number) => `portrait-${index}`;

function wantedOf({ source, query }: Case, index: number): Wanted {
  switch (source) {
    case 'url':
      return { name: nameOf(index), url: `https://images.example/a.jpg${query}` };
    case 'file':
      return { file: nameOf(index) };
    case 'asset-id':
      return { name: nameOf(index), assetId: `given-${index}` };
  }
}

function entriesOf(cases: readonly Case[]): readonly object[] {
  return cases.flatMap(({ entry }, index) => {
    if (entry === null) return [];
    const hasId = entry.outcome === 'asset' || entry.outcome === 'unconfirmed';
    return {
      ...{ key: keyOf(nameOf(index)), asset_id: hasId ? `id-old-${index}` : null, step: 'earlier' },
      since: entry.isFresh ? new Date().toISOString() : longAgo,
      ...(entry.outcome === 'unconfirmed' || entry.outcome === 'in doubt' ? { outcome: 'unknown' } : {}),
      ...(entry.query === null ? {} : hashQuery(`https://images.example/a.jpg${entry.query}`)),
    };
  });
}

test('what the plan says is what the run then does, for 200 random lists and state files', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(scenario, async ({ cases, hasStateFile, wait, timeout, processing }) => {
      const disk = new MemoryDisk();
      disk.put(filePath, JSON.stringify({ version: 1, assets: entriesOf(cases) }));
      const before = disk.textAt(filePath);
      const readState = async () => (hasStateFile ? await StateFile.read(filePath, disk.files()) : null);
      // JimmyAI neither rejects a remembered asset nor has forgotten it: else the run submits the portrait again.
      const statuses = processing ? [says('Processing'), says('Active')] : [says('Active')];
      const scripts: Scripts = {
        upload: inOrder(uploaded('https://images.example/uploaded.jpg')),
        submit: inOrder(says('Processing')),
        status: inOrder(...statuses),
        batchStatus: ({ about }) => saysOf(Object.fromEntries(about.map((assetId) => [assetId, 'Active']))),
      };
      const options = { scripts, portraits: cases.map(wantedOf), wait, timeout };
      const ending = { cause: null, timeoutMs: timeout, wait, hasStateFile, others: 'none' } as const;

      const context = { clock: new VirtualClock(), observer: silentObserver };
      const planned = planPortraits(new World(options).portraits, await readState(), ending, context);
      expect(disk.textAt(filePath)).toBe(before);
      expect(disk.paths).toEqual([filePath]);

      const world = await new World({ ...options, stateFile: await readState() }).run();
      const words = world.portraits.flatMap((tracked) => adviceOn(tracked, ending)?.word ?? []);
      expect(planOutputsOf(planned, String).get('failure')).toBe(mostUrgent(words));
      for (const [index, portrait] of planned.entries()) {
        expectAsPlanned(portrait, index, world, ending);
        seen.set(portrait.action, (seen.get(portrait.action) ?? 0) + 1);
      }
    }),
    { numRuns: 200, seed: 20_260_101 },
  );
  for (const action of ['submit', 'reuse', 'wait', 'ask']) expect(seen.get(action), action).toBeGreaterThan(50);
});

function expectAsPlanned(
  { action, advice, tracked }: PlannedPortrait,
  index: number,
  world: World,
  ending: Parameters<typeof adviceOn>[1],
) {
  const done = world.portraits[index];
  if (done === undefined) throw new Error('as many portraits as planned');
  const submissions = world.jimmyAi.calls.filter(({ endpoint, about }) => endpoint === 'submit' && about.includes(nameOf(index)));
  expect(submissions).toHaveLength(action === 'submit' ? 1 : 0);
  switch (action) {
    case 'submit':
      return expect(assetIdOf(done.state)).toBe(`id-${nameOf(index)}`);
    case 'reuse':
    case 'wait':
      expect(done.reused).toBe(action === 'reuse');
      return expect(assetIdOf(done.state)).toBe(assetIdOf(tracked.state));
    case 'ask':
      return expect(adviceOn(done, ending)?.word).toBe(advice?.word);
  }
}
