import { describe, expect, test } from 'vitest';
import { createAssetDecoder, readStatus } from '../../../src/jimmyai/asset.ts';
import { Redactor } from '../../../src/step/redactor.ts';

describe('createAssetDecoder', () => {
  function reader(token = 'sk_geheim') {
    const warnings: string[] = [];
    const redactor = new Redactor();
    redactor.addToken(token);
    return {
      warnings,
      reader: createAssetDecoder(redactor, (text) => warnings.push(text)),
    };
  }

  test.each(['a', '0', 'A.', 'asset-20250115.A_b:c', 'x'.repeat(256)])('accepts the ID %j', (id) => {
    expect(reader().reader.id({ asset_id: id })).toBe(id);
  });

  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(257)],
    ['an option of echo', '-n'],
    ['beginning with a colon', ':a'],
    ['beginning with a dot', '.a'],
    ['beginning with an underscore', '_a'],
    ['with a space', 'a b'],
    ['with a line end', 'a\n'],
    ['with a line in it', 'a\nstatus=Active'],
    ['with a slash', 'a/b'],
    ['a command substitution', '$(id)'],
    ['a backtick', 'a`id`'],
    ['a quote', "a'b"],
    ['a semicolon', 'a;b'],
    ['not ASCII', 'é'],
    ['full-width', 'ａ'],
    ['a negative number', -12],
    ['a fraction', 1.5],
    ['a 0', 0],
    ['a number that has lost digits', 2 ** 53],
    ['null', null],
    ['true', true],
    ['a list', ['a']],
    ['an object', { id: 'a' }],
    ['the token', 'sk_geheim'],
    ['the token in it', 'asset-sk_geheim-1'],
  ])('accepts no ID that is %s', (_, id) => {
    expect(reader().reader.id({ asset_id: id })).toBeNull();
  });

  test.each([
    [12, '12'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['1234567890123456789', '1234567890123456789'],
  ])('accepts the digits of the integer %j', (id, read) => {
    expect(reader().reader.id({ asset_id: id })).toBe(read);
  });

  test.each([undefined, null, 'a', 7, [], {}, [{ asset_id: 'a' }], Object.create({ asset_id: 'a' })])('finds no ID in %j', (data) => {
    expect(reader().reader.id(data)).toBeNull();
  });

  test('reads everything the service returns about an asset', () => {
    const { reader: assets, warnings } = reader();
    const data = {
      asset_id: 'a-1',
      official_id: 'o-1',
      asset_ref: 'asset://a-1',
      status: 'Active',
      name: 'Alice',
      url: 'https://x',
      created_at: 1,
    };
    expect(assets.asset('a-1', data)).toEqual({
      asset: { assetId: 'a-1', officialId: 'o-1', assetRef: 'asset://a-1' },
      status: { kind: 'Active' },
    });
    expect(warnings).toEqual([]);
  });

  test.each([{}, { official_id: null, asset_ref: null }, { official_id: '', asset_ref: '' }])(
    'takes %j for an asset without official id and ref, without a warning',
    (data) => {
      const { reader: assets, warnings } = reader();
      expect(assets.asset('a-1', { ...data, status: 'Processing' })).toEqual({
        asset: { assetId: 'a-1', officialId: null, assetRef: null },
        status: { kind: 'Processing' },
      });
      expect(warnings).toEqual([]);
    },
  );

  const unusable = [
    ['too long', 'x'.repeat(1025)],
    ['with a space', 'a b'],
    ['with a line end', 'asset://a\n'],
    ['a command substitution', 'asset://$(id)'],
    ['with a backtick', 'asset://`id`'],
    ['with a quote', 'asset://"'],
    ['with a semicolon', 'asset://a;id'],
    ['with an ampersand', 'https://example.com/?a=1&b=2'],
    ['not ASCII', 'asset://é'],
    ['a number', 12],
    ['zero', 0],
    ['false', false],
    ['a list', ['asset://a']],
    ['an object', {}],
    ['the token in it', 'asset://sk_geheim'],
  ] as const;

  test.each(unusable)('drops an official ID that is %s, with a warning', (_, value) => {
    const { reader: assets, warnings } = reader();
    expect(assets.asset('a-1', { official_id: value, status: 'Active' })).toMatchObject({ asset: { officialId: null, assetRef: null } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/official_id.*\ba-1\b.*stays empty/);
    expect(warnings[0]).not.toContain('sk_geheim');
  });

  test.each(unusable)('replaces a ref that is %s, with a warning', (_, value) => {
    const { reader: assets, warnings } = reader();
    expect(assets.asset('a-1', { asset_ref: value, status: 'Active' })).toMatchObject({ asset: { officialId: null, assetRef: null } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/asset_ref.*\ba-1\b.*asset:\/\/a-1/);
    expect(warnings[0]).not.toContain('sk_geheim');
  });

  test.each(['asset://a-1', 'https://cdn.example.com:443/a/b~c_d.e?f'.replace('?', '%3F'), 'A@b+c,d=e', 'x'.repeat(1024)])(
    'takes the ref %j',
    (ref) => {
      const { reader: assets, warnings } = reader();
      expect(assets.asset('a-1', { asset_ref: ref, status: 'Active' }).asset.assetRef).toBe(ref);
      expect(warnings).toEqual([]);
    },
  );

  test('treats an official ID with a slash as unusable, since IDs have none', () => {
    expect(reader().reader.asset('a-1', { official_id: 'a/b' }).asset.officialId).toBeNull();
  });

  test('treats a ref with the URL-encoded token as unusable', () => {
    const { reader: assets } = reader('sk_a/b+c==');
    expect(assets.asset('a-1', { asset_ref: 'https://example.com/sk_a%2Fb%2Bc%3D%3D', status: 'Active' }).asset.assetRef).toBeNull();
  });

  test('words a warning the same each time, but differently for another portrait or cause', () => {
    const { reader: assets, warnings } = reader();
    for (const value of ['a b', 'c d', 7]) {
      assets.asset('a-1', { official_id: value });
      assets.asset('a-1', { asset_ref: value });
      assets.asset('a-2', { official_id: value });
    }
    expect(new Set(warnings).size).toBe(3);
  });

  test.each([
    ['Active', 'Active'],
    ['active', 'Active'],
    ['ACTIVE', 'Active'],
    [' aCtIvE ', 'Active'],
    ['Processing', 'Processing'],
    ['PROCESSING', 'Processing'],
    ['processing', 'Processing'],
    ['EXPIRED', 'Processing'],
    ['Expired', 'Processing'],
    ['Pending', 'Processing'],
    ['DELETED', 'Deleted'],
    ['deleted', 'Deleted'],
  ])('reads the status %j as %s, without a warning', (status, kind) => {
    const { reader: assets, warnings } = reader();
    expect(assets.asset('a-1', { status }).status).toEqual({ kind });
    expect(warnings).toEqual([]);
  });

  test.each([
    ['Failed', undefined, null],
    ['failed', null, null],
    ['FAILED', '', null],
    ['Failed', ' ', null],
    ['Failed', 7, null],
    ['Failed', '人脸不清晰', '人脸不清晰'],
    ['Failed', 'line 1\nline 2 ##[error] sk_geheim', 'line 1\\nline 2 ## [error] ***'],
  ])('reads the status %j with the reason %j', (status, reason, read) => {
    expect(reader().reader.asset('a-1', { status, error_message: reason }).status).toEqual({ kind: 'Failed', reason: read });
  });

  test.each(['error_message', 'error_msg', 'reason', 'remark', 'fail_reason', 'message', 'error'])('finds the reason under %s', (key) => {
    for (const status of ['Failed', 'Rejected']) {
      for (const reason of ['no face', { message: 'no face' }]) {
        expect(reader().reader.asset('a-1', { status, [key]: reason }).status).toEqual({ kind: 'Failed', reason: 'no face' });
      }
    }
  });

  test('warns of five unknown statuses at most', () => {
    const { reader: assets, warnings } = reader();
    for (let count = 0; count < 44; count++) assets.asset('a-1', { status: `step ${count}` });
    expect(warnings).toHaveLength(5);
  });

  test.each(['Queued', 'Inactive', 'Success', 'constructor'])('keeps waiting on the unknown status %j, with a warning', (status) => {
    const { reader: assets, warnings } = reader();
    expect(assets.asset('a-1', { status }).status).toEqual({ kind: 'Processing' });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(status);
  });

  test('quotes an unknown status', () => {
    const { reader: assets, warnings } = reader();
    assets.asset('a-1', { status: `odd\n::error::sk_geheim ${'x'.repeat(5000)}` });
    expect(warnings[0]).not.toMatch(/\n|sk_geheim/);
    expect(warnings[0]?.length).toBeLessThan(1000);
  });

  test.each([{}, { status: null }, { status: '' }, { status: ' ' }, { status: 1 }, { status: ['Active'] }, null, undefined, []])(
    'takes %j for Processing, as it has no status',
    (data) => {
      const { reader: assets, warnings } = reader();
      expect(assets.asset('a-1', data).status).toEqual({ kind: 'Processing' });
      expect(readStatus(data)).toBeNull();
      expect(warnings).toEqual([]);
    },
  );
});
