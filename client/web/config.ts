import { isObject } from '../api/json.ts';

/** The installation that this page belongs to: what stands in `/config.json`. */
export interface Config {
  graphqlUrl: string;
  /** The OpenID provider's issuer URL. */
  issuer: string;
  clientId: string;
  /** What a photo may have. */
  maxPhotoBytes: number;
  /** How long photos are kept; undefined when they stay. */
  keepDays: number | undefined;
  /** Of the product. Between two deployments a new page may read the file of an older one, which has none. */
  version: string | undefined;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  return parseConfig(await response.json());
}

/** Names everything that is missing. */
export function parseConfig(value: unknown): Config {
  const given = isObject(value) ? value : {};
  const missing: string[] = [];
  const read = (key: string): string => {
    const found = given[key];
    if (typeof found === 'string' && found !== '') return found;
    missing.push(key);
    return '';
  };
  const readNumber = (key: string): number => {
    const found = Number(read(key));
    if (Number.isNaN(found)) missing.push(key);
    return found;
  };
  const config = {
    graphqlUrl: read('GraphqlUrl'),
    issuer: read('Issuer'),
    clientId: read('ClientId'),
    maxPhotoBytes: readNumber('MaxPhotoBytes'),
    keepDays: 'RetentionDays' in given ? readNumber('RetentionDays') : undefined,
    version: typeof given['Version'] === 'string' ? given['Version'] : undefined,
  };
  if (missing.length > 0) throw new Error(`config.json has no ${missing.join(', ')}`);
  return config;
}
