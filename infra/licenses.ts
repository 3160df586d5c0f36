import { readdir, readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import * as z from 'zod';

/** What a bundle holds that others wrote. The page's list, which Vite makes, has the same shape. */
export const licensedPackages = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    /** As SPDX names it. */
    identifier: z.string(),
    text: z.string(),
  }),
);

type LicensedPackage = z.infer<typeof licensedPackages>[number];

/** The file of that list, beside what it is about. */
export const licensesFile = 'licenses.json';

const description = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** Lists, in each folder of outputs, the packages whose files esbuild put there or left to be loaded from there. */
export async function listLicenses({ outputs }: Metafile, root: string): Promise<void> {
  const byFolder = new Map<string, Set<string>>();
  for (const [file, { inputs, imports }] of Object.entries(outputs)) {
    const folder = path.dirname(file);
    const external = imports.flatMap((each) => (each.external && !isBuiltin(each.path) ? [each.path] : []));
    const found = [...Object.keys(inputs).flatMap(packageFolder), ...external.map((name) => `node_modules/${name}`)];
    byFolder.set(folder, new Set([...(byFolder.get(folder) ?? []), ...found]));
  }
  await Promise.all(
    [...byFolder].map(async ([folder, packages]) => {
      const licenses = await Promise.all([...packages].sort().map((each) => licenseOf(root, each)));
      await writeFile(path.join(root, folder, licensesFile), JSON.stringify(licenses, null, 2));
    }),
  );
}

/** `node_modules/a/node_modules/@b/c` for a file in there; nothing for a file of ours. */
function packageFolder(file: string): string[] {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
  return folder === undefined ? [] : [folder];
}

async function licenseOf(root: string, folder: string): Promise<LicensedPackage> {
  const read = (file: string) => readFile(path.join(root, file), 'utf8');
  const { name, version, license } = description.parse(JSON.parse(await read(`${folder}/package.json`)));
  const all = await readdir(path.join(root, folder));
  const files = all.filter((file) => /^(licen[cs]e|copying|notice|third-party)/i.test(file)).sort();
  // Some of AWS's packages leave the text out; ours is the same.
  if (files.length === 0 && license === 'Apache-2.0')
    return { name, version, identifier: license, text: await read('LICENSE') };
  const texts = await Promise.all(files.map((file) => read(`${folder}/${file}`)));
  return { name, version, identifier: license, text: texts.join('\n\n').trim() };
}
