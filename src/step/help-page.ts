type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The section about `failure` in the troubleshooting page of the version that runs; `null` if the runner doesn't name the
 * repository, as for `uses: ./`. Gitea and Forgejo show a file of a tag or branch under `src`, GitHub under `blob`.
 */
export function helpUrlOf(failure: string, environment: Environment = process.env): string | null {
  const { GITHUB_SERVER_URL: server = '', GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = environment;
  const isPlain = /^https?:\/\/[\w.:-]+(?:\/[\w./-]*)?$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
  const view = environment['GITEA_ACTIONS'] === 'true' ? 'src' : 'blob';
  return isPlain ? `${server}/${repository}/${view}/${ref}/docs/troubleshooting.md#${failure}` : null;
}

/** A link in Markdown to the section about `failure`, to be put behind a sentence; empty if there is no such page. */
export function helpLinkTo(failure: string): string {
  const url = helpUrlOf(failure);
  return url === null ? '' : ` [Troubleshooting](${url})`;
}
