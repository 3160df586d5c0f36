import { RemovalPolicy } from 'aws-cdk-lib';
import type { BucketProps } from 'aws-cdk-lib/aws-s3';

/** The one stage whose data outlives its stack. */
export const production = 'production';

/** A name that only one resource of an account can have: the others carry their stage's. */
export function stageName(name: string, stage: string): string {
  return stage === production ? name : `${name}-${stage}`;
}

/** What becomes of stored data when its resource goes. */
export function removalPolicyOf(stage: string): RemovalPolicy {
  return stage === production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

/** The same for a bucket, which can only go when it is empty. */
export function bucketRemoval(stage: string): Pick<BucketProps, 'removalPolicy' | 'autoDeleteObjects'> {
  return { removalPolicy: removalPolicyOf(stage), autoDeleteObjects: stage !== production };
}
