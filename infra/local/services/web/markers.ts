import { plainHttp } from '../../plain-http.ts';
import type { Addresses } from '../service.ts';

export interface MarkersConfig {
  /** Values go into JSON strings unless `markerEncodings` says otherwise. */
  jsonEscape: boolean;
  markerEncodings: Record<string, 'LITERAL' | 'UNQUOTED_JSON_VALUE' | 'JSON_VALUE'>;
}

/**
 * The file with its deploy-time markers replaced by their values, byte for byte as the deployment function does it. A
 * file may spell out `https://` before a marker, so where it had one, local addresses lose their TLS.
 */
export function substitute(
  file: Buffer,
  markers: Record<string, unknown>,
  config: MarkersConfig,
  addresses: Addresses,
): Buffer {
  // One character a byte: whatever the file is, everything but the markers comes back as it was.
  const before = file.toString('latin1');
  const after = Object.entries(markers).reduce(
    (text, [marker, value]) => text.replaceAll(bytes(marker), () => bytes(encode(marker, value, config))),
    before,
  );
  return after === before ? file : Buffer.from(plainHttp(after, addresses), 'latin1');
}

function bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function encode(marker: string, value: unknown, { jsonEscape, markerEncodings }: MarkersConfig): string {
  const encoding = markerEncodings[marker] ?? (jsonEscape ? 'UNQUOTED_JSON_VALUE' : 'LITERAL');
  if (encoding === 'LITERAL') {
    if (typeof value !== 'string') throw new Error(`The marker ${marker} stands for no text.`);
    return value;
  }
  const json = JSON.stringify(value);
  return encoding === 'UNQUOTED_JSON_VALUE' && typeof value === 'string' ? json.slice(1, -1) : json;
}
