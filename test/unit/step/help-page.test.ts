import { afterEach, describe, expect, test, vi } from 'vitest';
import { helpLinksTo, helpPagesOf } from '../../../src/step/help-page.ts';

const github = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_ACTION_REPOSITORY: 'octo/seedance.real-person_action',
  GITHUB_ACTION_REF: 'v1',
};

describe('the page about a failure, in both languages,', () => {
  test.each([
    ['a tag', {}, 'https://github.com/octo/seedance.real-person_action/blob/v1/docs/troubleshooting.md#timeout'],
    [
      'a branch with a slash',
      { GITHUB_ACTION_REF: 'releases/v1.2.3' },
      'https://github.com/octo/seedance.real-person_action/blob/releases/v1.2.3/docs/troubleshooting.md#timeout',
    ],
    [
      'a commit',
      { GITHUB_ACTION_REF: '5e4b04a30ff6306c69adbe74e4796d46d6400652' },
      'https://github.com/octo/seedance.real-person_action/blob/5e4b04a30ff6306c69adbe74e4796d46d6400652/docs/troubleshooting.md#timeout',
    ],
    [
      'another server, with a port and a path',
      { GITHUB_SERVER_URL: 'http://git.example.com:3000/hub' },
      'http://git.example.com:3000/hub/octo/seedance.real-person_action/blob/v1/docs/troubleshooting.md#timeout',
    ],
    [
      'Gitea or Forgejo',
      { GITEA_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://codeberg.org' },
      'https://codeberg.org/octo/seedance.real-person_action/src/v1/docs/troubleshooting.md#timeout',
    ],
    [
      'a runner that says it is not Gitea',
      { GITEA_ACTIONS: 'false' },
      'https://github.com/octo/seedance.real-person_action/blob/v1/docs/troubleshooting.md#timeout',
    ],
  ])('exists for %s', (_, change, url) => {
    expect(helpPagesOf('timeout', { ...github, ...change })).toEqual([
      { label: 'Troubleshooting', url },
      { label: '故障排查', url: url.replace('.md#', '.zh-CN.md#') },
    ]);
  });

  test.each([
    ['is told nothing', { GITHUB_SERVER_URL: undefined, GITHUB_ACTION_REPOSITORY: undefined, GITHUB_ACTION_REF: undefined }],
    ['is told no repository and ref, as for uses: ./', { GITHUB_ACTION_REPOSITORY: '', GITHUB_ACTION_REF: '' }],
    ['is told no ref', { GITHUB_ACTION_REF: undefined }],
    ['is told no repository', { GITHUB_ACTION_REPOSITORY: undefined }],
    ['is told no server', { GITHUB_SERVER_URL: '' }],
    ['runs a ref with a space', { GITHUB_ACTION_REF: 'v 1' }],
    ['runs a ref that ends a link', { GITHUB_ACTION_REF: 'v1)' }],
    ['runs a ref with a query', { GITHUB_ACTION_REF: 'v1?x' }],
    ['runs a ref with a fragment', { GITHUB_ACTION_REF: 'v1#x' }],
    ['runs a ref with a line break', { GITHUB_ACTION_REF: 'v1\n' }],
    ['runs a ref with a letter that is not ASCII', { GITHUB_ACTION_REF: 'vé' }],
    ['runs a repository with a third part', { GITHUB_ACTION_REPOSITORY: 'octo/action/video' }],
    ['runs a repository without an owner', { GITHUB_ACTION_REPOSITORY: 'action' }],
    ['runs a repository with markup in it', { GITHUB_ACTION_REPOSITORY: 'octo/<b>' }],
    ['runs a repository with a percent sign', { GITHUB_ACTION_REPOSITORY: 'octo/a%2f' }],
    ['is on a server with a query', { GITHUB_SERVER_URL: 'https://github.com?x=1' }],
    ['is on a server with a fragment', { GITHUB_SERVER_URL: 'https://github.com#x' }],
    ['is on a server with credentials', { GITHUB_SERVER_URL: 'https://alice:hunter2@github.com' }],
    ['is on a server without a scheme', { GITHUB_SERVER_URL: 'github.com' }],
    ['is on a server whose URL begins later', { GITHUB_SERVER_URL: 'javascript:https://github.com' }],
    ['is on a server with another scheme', { GITHUB_SERVER_URL: 'javascript://github.com' }],
  ])('does not exist if the step %s', (_, change) => {
    expect(helpPagesOf('timeout', { ...github, ...change })).toEqual([]);
  });
});

describe('the links to it, one per language,', () => {
  afterEach(() => void vi.unstubAllEnvs());

  test('follow a sentence and name the section of the failure', () => {
    for (const [name, value] of Object.entries({ ...github, GITEA_ACTIONS: '' })) vi.stubEnv(name, value);
    const page = 'https://github.com/octo/seedance.real-person_action/blob/v1/docs/troubleshooting';
    expect(helpLinksTo('possibly-submitted')).toBe(
      ` [Troubleshooting](${page}.md#possibly-submitted) · [故障排查](${page}.zh-CN.md#possibly-submitted)`,
    );
  });

  test('are empty if there is no such page', () => {
    for (const name of Object.keys(github)) vi.stubEnv(name, '');
    expect(helpLinksTo('timeout')).toBe('');
  });
});
