type Environment = Readonly<Record<string, string | undefined>>;

/** A troubleshooting page in one language. */
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
 * Returns links to the section about `failure` in the troubleshooting pages of the running version; empty if the runner doesn't name
 * the repository, as with `uses: ./`. Gitea and Forgejo show files under `src`, GitHub under `blob`.
 */
export function helpPagesOf(failure: string, environment: Environment = process.env): readonly HelpPage[] {
  const { GITHUB_SERVER_URL: server = '', GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = environment;
  const isPlain = /^https?:\/\/[\w.:-]+(?:\/[\w./-]*)?$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
  const view = environment['GITEA_ACTIONS'] === 'true' ? 'src' : 'blob';
  return isPlain ? pages.map(({ label, file }) => ({ label, url: `${server}/${repository}/${view}/${ref}/docs/${file}#${failure}` })) : [];
}

/** Returns Markdown links to the section about `failure`, to append to a sentence; empty if there is no page. */
export function helpLinksTo(failure: string): string {
  const links = helpPagesOf(failure).map(({ label, url }) => `[${label}](${url})`);
  return links.length === 0 ? '' : ` ${links.join(' · ')}`;
}
