import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce, type StoredAnalysis } from '../domain/analysis.ts';
import { writeExportFile } from './export-file.ts';

const now = '2026-11-22T10:00:00.000Z';

function analysis(change: Partial<StoredAnalysis> = {}): StoredAnalysis {
  const file = { fileName: 'a.jpg', contentType: 'image/jpeg', size: 3, sha256: 'aGFzaA==' };
  return { ...announce({ id: '01KB', owner: 'alice', sourceIp: '127.0.0.1', file, now }), ...change };
}

const label = (name: string, confidence: number) => ({
  ...{ name, confidence, instances: [], parents: ['Animal'], aliases: [], categories: [] },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'export-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function* each(rows: StoredAnalysis[]): AsyncGenerator<StoredAnalysis> {
  for (const row of rows) yield await Promise.resolve(row);
}

async function written(format: 'CSV' | 'JSONL', ...rows: StoredAnalysis[]): Promise<string> {
  const file = path.join(folder, 'file');
  await writeExportFile(file, format, each(rows));
  return readFile(file, 'utf8');
}

const header =
  'id,fileName,contentType,size,width,height,status,reasonCode,reasonMessage,createdAt,updatedAt,sourceIp,labels,labelModelVersion,sha256\r\n';

describe('CSV', () => {
  it('has a row for each analysis, and its labels in one cell', async () => {
    const labels = [label('Sheep', 98.66), label('Animal', 98.66)];
    const end = { status: 'COMPLETED', width: 4, height: 3, labels, labelModelVersion: '3.0' } as const;
    expect(await written('CSV', analysis(end))).toBe(
      `${header}01KB,a.jpg,image/jpeg,3,4,3,COMPLETED,,,${now},${now},127.0.0.1,Sheep 98.7; Animal 98.7,3.0,aGFzaA==\r\n`,
    );
  });

  it('has its names even when there is nothing else', async () => {
    expect(await written('CSV')).toBe(header);
  });

  it.each([
    ['commas, quotes and lines', 'a,"b"\r\nc', '"a,""b""\r\nc"'],
    ['half a line end', 'a\nb', '"a\nb"'],
    ['other alphabets', 'Übung 羊 🐑', 'Übung 羊 🐑'],
    ['=', '=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+', '+1', "'+1"],
    ['-', '-1', "'-1"],
    ['@', '@SUM(1)', "'@SUM(1)"],
    ['a tab', '\t=1', "'\t=1"],
    ['a return', '\r=1', '"\'\r=1"'],
    ['a sign further on, which runs nothing', 'a=1', 'a=1'],
  ])('writes %s so that a spreadsheet reads text', async (_what, fileName, cell) => {
    expect(await written('CSV', analysis({ fileName }))).toBe(
      `${header}01KB,${cell},image/jpeg,3,,,AWAITING_UPLOAD,,,${now},${now},127.0.0.1,,,aGFzaA==\r\n`,
    );
  });
});

it('JSON Lines has what is published, and nothing of the service’s own', async () => {
  const text = await written('JSONL', analysis({ dueAt: now, thumbnail: true, fileName: 'a\nb' }), analysis());
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    ...{ id: '01KB', owner: 'alice', fileName: 'a\nb', contentType: 'image/jpeg', size: 3, sha256: 'aGFzaA==' },
    ...{ status: 'AWAITING_UPLOAD', createdAt: now, updatedAt: now, sourceIp: '127.0.0.1', version: 1 },
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

describe('100,000 rows', () => {
  /** The most memory that writing so many rows held, in MB, beside what was there before. */
  async function peak(format: 'CSV' | 'JSONL', count: number): Promise<number> {
    const labels = Array.from({ length: 20 }, (_, i) => label(`Label ${i}`, 99 - i));
    const row = analysis({ status: 'COMPLETED', labels });
    const before = used();
    let most = 0;
    async function* rows(): AsyncGenerator<StoredAnalysis> {
      for (let i = 0; i < count; i += 1) {
        if (i % 5000 === 0) most = Math.max(most, await Promise.resolve(used() - before));
        yield { ...row, id: String(i) };
      }
    }
    await writeExportFile(path.join(folder, 'large'), format, rows());
    return most / 1024 ** 2;
  }

  /** Garbage is not held. */
  function used(): number {
    if (typeof collectGarbage === 'function') Reflect.apply(collectGarbage, undefined, []);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  }

  it.each(['CSV', 'JSONL'] as const)('as %s take no more memory than 10,000', async (format) => {
    await peak(format, 1000);
    const [few, many] = [await peak(format, 10_000), await peak(format, 100_000)];
    // The file has 45 MB and more: were it held, this would tell.
    expect(many).toBeLessThan(few + 20);
  });
});
