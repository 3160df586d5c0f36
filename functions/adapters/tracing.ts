import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { readEnvironment } from './environment.ts';

/** Lambda names the X-Ray daemon where it traces; anywhere else nothing is traced. */
const { AWS_XRAY_DAEMON_ADDRESS: daemon } = readEnvironment({ AWS_XRAY_DAEMON_ADDRESS: z.string().optional() });

const tracer = new Tracer({ enabled: daemon !== undefined, captureHTTPsRequests: false });

/** Makes each call of an SDK's client a part of the trace, with its tries. */
export const tracedClient = tracer.captureAWSv3Client.bind(tracer);

/** By what a trace is found; X-Ray takes it for the part that is being traced just now. */
export function annotate({ correlationId }: { correlationId?: string | undefined }): void {
  if (correlationId !== undefined) tracer.putAnnotation('correlationId', correlationId);
}

/** Gives a handler a part of the trace of its own: Lambda's cannot be annotated. */
export function traced<Event, Result>(name: string, handle: (event: Event, context: Context) => Promise<Result>) {
  return async (event: Event, context: Context): Promise<Result> => {
    const whole = tracer.getSegment();
    const part = whole?.addNewSubsegment(`## ${name}`);
    if (!whole || !part) return handle(event, context);
    tracer.setSegment(part);
    tracer.annotateColdStart();
    tracer.addServiceNameAnnotation();
    try {
      return await handle(event, context);
    } catch (error) {
      if (error instanceof Error) tracer.addErrorAsMetadata(error);
      throw error;
    } finally {
      part.close();
      tracer.setSegment(whole);
    }
  };
}
