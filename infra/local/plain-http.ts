import type { Addresses } from './services/service.ts';

/**
 * The template writes `https://` and `wss://` in front of host names, as it must on AWS. The local ports speak plain
 * HTTP, so the scheme changes for exactly those hosts and for no other.
 */
export function plainHttp(text: string, addresses: Addresses): string {
  const { aws, graphql, web, signIn } = addresses;
  return [aws, graphql, web, signIn].reduce(
    (rewritten, address) =>
      rewritten
        .replaceAll(new RegExp(`\\bhttps://${hostPattern(address)}`, 'g'), address)
        .replaceAll(new RegExp(`\\bwss://${hostPattern(address)}`, 'g'), address.replace(/^http/, 'ws')),
    text,
  );
}

/** The host and port to their end: 4000 is not 40001. */
function hostPattern(address: string): string {
  return `${new URL(address).host.replaceAll('.', '\\.')}(?![\\w.:-])`;
}
