import { WebSocket } from 'ws';
import { createApi, type Analysis } from '../../client/api/api.ts';
import { Session } from '../../client/web/session/session.ts';
import { isFinal } from '../../client/web/session/state.ts';
import { indexedNames } from '../../functions/domain/labels.ts';
import { rekognition, rekognitionBy } from '../../infra/local/services/rekognition/index.ts';
import { services } from '../../infra/local/services/registry.ts';
import type { Consumption, Usage } from '../../infra/local/services/service.ts';
import { median } from '../bench/measuring.ts';
import { photoLimits } from '../../schema/limits.ts';
import { Stack, until } from '../support/stack.ts';
import { detectionMs } from './bill.ts';

/** All that the meters told. */
export type Heard = readonly (Usage | Consumption)[];

export interface Visit {
  heard: Heard;
  /** By how many names a photo is found on average: each costs. */
  names: number;
}

/** Delivers everything once and at once: what is repeated would be paid for twice. */
const delivery = { duplicates: 0, maxDelayMs: 0, seed: 1 };
/** The lighter of the two networks: a page that waits long asks again and again, which is paid for. */
const lightRekognition = rekognitionBy(['ssdMobileNet']);

const minuteMs = 60_000;
/** So many sweeps after the last photo, nothing is left to do for it. */
const lastSweep = 36;

/** A running stack whose every meter is read, and people who visit its page. */
export class MeteredStack {
  readonly #stack: Stack;
  readonly #heard: (Usage | Consumption)[];
  /** How many sweeps there have been. */
  readonly #swept: () => number;
  #people = 0;

  private constructor(stack: Stack, heard: (Usage | Consumption)[], swept: () => number) {
    this.#stack = stack;
    this.#heard = heard;
    this.#swept = swept;
  }

  static async start(assemblyDir?: string): Promise<MeteredStack> {
    const heard: (Usage | Consumption)[] = [];
    let swept = 0;
    const hear = (each: Usage | Consumption) => {
      heard.push(each);
      if (each.kind === 'run' && isSweep(each)) swept += 1;
    };
    const light = services.map((service) => (service === rekognition ? lightRekognition : service));
    const meters = { delivery, meter: hear, usage: hear, services: light };
    const stack = await Stack.start({ ...(assemblyDir !== undefined && { assemblyDir }), ...meters });
    return new MeteredStack(stack, heard, () => swept);
  }

  stop(): Promise<void> {
    return this.#stack.stop();
  }

  /** Lets a detection take as long as on AWS, while everything else goes on. */
  async withAwsDetector<Result>(work: () => Promise<Result>): Promise<Result> {
    const { faults } = this.#stack.cloud;
    faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect: { delayMs: detectionMs } }]);
    try {
      return await work();
    } finally {
      faults.set([]);
    }
  }

  /** What the sweeper takes when there is nothing to do, for so many minutes at least. */
  async idle(minutes: number): Promise<Heard> {
    await this.#sweeps(2);
    this.#heard.length = 0;
    await this.#sweeps(minutes);
    return this.#heard.splice(0);
  }

  /**
   * Somebody new opens the page, drops photos of which some have been sent in an earlier visit, watches until all have
   * ended and goes; then the sweeper takes all the time it needs.
   */
  async visit(photos: readonly Buffer[], sentBefore = 0): Promise<Visit> {
    this.#people += 1;
    const { accessToken, sub } = await this.#stack.token(`visitor-${this.#people}`, { expiresIn: 864_000 });
    const token = () => Promise.resolve(accessToken);
    const drop = (some: readonly Buffer[]) => this.#drop(sub, token, some);
    if (sentBefore > 0) await drop(photos.slice(0, sentBefore));
    await this.#sweeps(lastSweep);
    this.#heard.length = 0;
    const analyses = await drop(photos);
    await this.#sweeps(lastSweep);
    const names = analyses.reduce((sum, { labels }) => sum + Object.keys(indexedNames(labels ?? [])).length, 0);
    return { heard: this.#heard.splice(0), names: names / photos.length };
  }

  async #sweeps(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const before = this.#swept();
      await this.#stack.clock.pass(minuteMs);
      await until(
        () => (this.#swept() > before ? true : undefined),
        () => this.#stack.clock.pass(1000),
      );
    }
  }

  /** Everything that the page does, by the page's own session. */
  async #drop(owner: string, token: () => Promise<string>, photos: readonly Buffer[]): Promise<Analysis[]> {
    const session = new Session(
      createApi({ graphqlUrl: this.#stack.output('GraphqlUrl'), token, WebSocket }),
      photoLimits.maxBytes,
    );
    const close = session.open(owner);
    await until(() => (session.store.state.connection === 'connected' ? true : undefined));
    await session.refresh();
    await session.outbox.add(photos.map((photo, i) => new File([new Uint8Array(photo)], `photo-${i}.jpg`)));
    const ended = () => {
      const ids = session.store.state.sendings.map(({ analysisId }) => analysisId);
      return session.store.state.analyses.filter((analysis) => ids.includes(analysis.id) && isFinal(analysis));
    };
    const analyses = await until(() => (ended().length === photos.length ? ended() : undefined));
    close();
    const bad = analyses.find(({ status }) => status !== 'COMPLETED');
    if (bad) throw new Error(`A photo ended as ${bad.status}: ${bad.reason?.code ?? ''}`);
    return analyses;
  }
}

/** How long each function runs for a photo that is alone on this machine, in milliseconds, by the function's name. */
export type RunTimes = ReadonlyMap<string, number>;

/** The median of some visits, each with one photo. The function that waits for the detector waits as it would on AWS. */
export function runTimesOf(visits: readonly Heard[]): RunTimes {
  const times = new Map<string, number[]>();
  for (const heard of visits) {
    const looked = heard.reduce((sum, each) => sum + (isDetection(each) ? each.ms : 0), 0);
    for (const each of heard) {
      if (each.kind !== 'run') continue;
      const ms = looksAtPhotos(each.function) ? Math.max(0, each.ms - looked) + detectionMs : each.ms;
      times.set(each.function, [...(times.get(each.function) ?? []), ms]);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

function isDetection(each: Usage | Consumption): each is Extract<Usage, { kind: 'call' }> {
  return each.kind === 'call' && each.service === 'rekognition';
}

function looksAtPhotos(functionName: string): boolean {
  return functionName.includes('AnalyzeImage');
}

/** Whether it is the sweeper's doing. */
export function isSweep(each: Usage | Consumption): boolean {
  if (each.kind === 'run') return each.function.includes('Sweep');
  return (each.kind === 'read' || each.kind === 'write') && each.by.includes('Sweep');
}
