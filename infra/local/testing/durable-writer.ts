/**
 * A process to kill: it writes to every durable service as fast as it can, and says on its output what each of them
 * has accepted, one `kind number` a line. Its argument is the data folder.
 */
import { startWrittenCloud, writers } from './written-cloud.ts';

const { cloud } = await startWrittenCloud(process.argv[2]);

for (const [kind, write] of Object.entries(writers)) {
  void (async () => {
    for (let number = 0; ; number += 1) {
      await write(cloud.services, number);
      process.stdout.write(`${kind} ${number}\n`);
    }
  })();
}
