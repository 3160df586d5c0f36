import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { analysisRecord, type ExportRecord } from '../../schema/events.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';

type Row = Record<string, string | number | undefined>;

/** A CSV file's columns, in their order. */
const columns = [
  ...['id', 'fileName', 'contentType', 'size', 'width', 'height', 'status', 'reasonCode', 'reasonMessage'],
  ...['createdAt', 'updatedAt', 'sourceIp', 'labels', 'labelModelVersion', 'sha256'],
];

/** One row an analysis; labels and their confidence in one cell, most confident first. */
function rowOf({ reason, labels, ...analysis }: StoredAnalysis): Row {
  const { id, fileName, contentType, size, width, height, status, createdAt, updatedAt } = analysis;
  const { sourceIp, labelModelVersion, sha256 } = analysis;
  return {
    ...{ id, fileName, contentType, size, width, height, status },
    reasonCode: reason?.code,
    reasonMessage: reason?.message,
    ...{ createdAt, updatedAt, sourceIp, labelModelVersion, sha256 },
    labels: labels?.map(({ name, confidence }) => `${name} ${confidence.toFixed(1)}`).join('; '),
  };
}

/** Whether there is a thumbnail is the service's own business. */
const published = analysisRecord.omit({ thumbnail: true });

async function* lines(rows: AsyncIterable<StoredAnalysis>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(published.parse(row))}\n`;
}

async function* cells(rows: AsyncIterable<StoredAnalysis>): AsyncGenerator<Row> {
  for await (const row of rows) yield rowOf(row);
}

/** Writes analyses to a file as they come: no more than a few of them are held at a time. */
export async function writeExportFile(
  file: string,
  format: ExportRecord['format'],
  rows: AsyncIterable<StoredAnalysis>,
): Promise<void> {
  const out = createWriteStream(file);
  if (format === 'JSONL') return pipeline(Readable.from(lines(rows)), out);
  const csv = stringify({
    header: true,
    columns,
    // RFC 4180 ends lines so.
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
    // What begins with =, +, -, @, a tab or a return would be run by a spreadsheet: an apostrophe makes it text.
    escape_formulas: true,
  });
  return pipeline(Readable.from(cells(rows)), csv, out);
}
