type Environment = Readonly<Record<string, string | undefined>>;

/** A page in one of the languages. */
export interface HelpPage {
  /** In the page's own language. */
  readonly label: string;
  readonly url: string;
}

const pages = [
  { label: 'Troubleshooting', file: 'troubleshooting.md' },
  { label: '故障排查', file: 'troubleshooting.zh-CN.md' },
] as const;

/**
 * The section about `failure` in the troubleshooting pages of the version that runs; empty if the runner doesn't name the
 * repository, as for `uses: ./`. Gitea and Forgejo show a file of a tag or branch under `src`, GitHub under `blob`.
 */
export function helpPagesOf(failure: string, environment: Environment = process.env): readonly HelpPage[] {
  const { GITHUB_SERVER_URL: server = '', GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = environment;
  const isPlain = /^https?:\/\/[\w.:-]+(?:\/[\w./-]*)?$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
  const view = environment['GITEA_ACTIONS'] === 'true' ? 'src' : 'blob';
  return isPlain ? pages.map(({ label, file }) => ({ label, url: `${server}/${repository}/${view}/${ref}/docs/${file}#${failure}` })) : [];
}

/** Links in Markdown to the section about `failure`, to be put behind a sentence; empty if there is no such page. */
export function helpLinksTo(failure: string): string {
  const links = helpPagesOf(failure).map(({ label, url }) => `[${label}](${url})`);
  return links.length === 0 ? '' : ` ${links.join(' · ')}`;
}
