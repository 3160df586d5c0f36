import { Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { bundles } from '../bundle.ts';
import { explainBasicRole, explainPolicyOf, explainWildcards } from './permissions.ts';
import { bucketRemoval } from './stage.ts';

export interface WebSiteProps {
  stage: string;
  /** A name of its own and its certificate, or CloudFront's. */
  domain: string | undefined;
  certificateArn: string | undefined;
  /** Origins that the page sends requests to, beside its own. */
  connectTo: string[];
  /** Origins that the page shows images of. */
  imagesFrom: string[];
}

const noCache = CacheControl.fromString('no-cache');

/**
 * The page: static files behind a CDN that adds the security headers. Longer than a screen, since what the page may reach
 * is read beside what it is delivered with.
 */
export class WebSite extends Construct {
  readonly distribution: Distribution;
  private readonly bucket: Bucket;
  private readonly domain: string | undefined;

  constructor(scope: Construct, id: string, props: WebSiteProps) {
    super(scope, id);
    const { stage, domain, certificateArn, connectTo, imagesFrom } = props;
    this.domain = domain;
    this.bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      ...bucketRemoval(stage),
    });
    const page = { responseHttpStatus: 200, responsePagePath: '/index.html', ttl: Duration.seconds(0) };
    this.distribution = new Distribution(this, 'Distribution', {
      defaultRootObject: 'index.html',
      // The page routes by itself: every path that is no file is the page.
      errorResponses: [403, 404].map((httpStatus) => ({ httpStatus, ...page })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(domain !== undefined &&
        certificateArn !== undefined && {
          domainNames: [domain],
          certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
        }),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: this.securityHeaders(connectTo, imagesFrom),
      },
    });
    this.explain();
  }

  get url(): string {
    return `https://${this.domain ?? this.distribution.distributionDomainName}`;
  }

  /** Puts the built page up, with the addresses it needs in `config.json`. */
  deploy(config: Record<string, string>): void {
    const logGroup = new LogGroup(this, 'DeploymentLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const shared = { destinationBucket: this.bucket, distribution: this.distribution, memoryLimit: 512, logGroup };
    const assets = new BucketDeployment(this, 'Assets', {
      ...shared,
      sources: [Source.asset(bundles.web, { exclude: ['*', '!assets', '!assets/**'] })],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
      prune: false,
    });
    const page = new BucketDeployment(this, 'Page', {
      ...shared,
      sources: [Source.asset(bundles.web, { exclude: ['assets'] }), Source.jsonData('config.json', config)],
      cacheControl: [noCache],
      prune: false,
      distributionPaths: ['/index.html', '/config.json'],
    });
    // The page names its assets, so they have to be there first.
    page.node.addDependency(assets);
    this.explainDeployment(page);
  }

  private explain(): void {
    explainPolicyOf(this.bucket);
    explainWildcards(this.bucket, 'CloudFront serves every file; without TLS each is denied.', {
      resources: [this.bucket.arnForObjects('*')],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Only CloudFront reads it, and it holds nothing but the page.',
    });
    const tls = 'CloudFront’s own certificate goes with TLS 1.0 and cannot be told otherwise; a `domain` has TLS 1.2.';
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'The page is for people everywhere.' },
      { id: 'AwsSolutions-CFR2', reason: 'Files are served from a cache; what costs is the API, which `waf` guards.' },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'A log would keep addresses of people, and say nothing but who saw the page.',
      },
      { id: 'AwsSolutions-CFR4', reason: tls },
    );
  }

  /** The function is the CDK's, one for all deployments of a stack. */
  private explainDeployment({ handlerRole }: BucketDeployment): void {
    const handler = handlerRole.node.scope;
    if (!handler) throw new Error('The deployment has no function');
    explainBasicRole(handler, 'The CDK’s function that puts the page up writes its log');
    Validations.of(handler).acknowledge({
      id: 'AwsSolutions-L1',
      reason: 'The CDK chooses the runtime of its function.',
    });
    explainWildcards(
      handler,
      'The CDK writes this for its function, which reads what is deployed and writes the page.',
      {
        actions: ['s3:Abort*', 's3:DeleteObject*', 's3:GetBucket*', 's3:GetObject*', 's3:List*'],
        resources: [
          Fn.sub('arn:${AWS::Partition}:s3:::cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/*'),
          this.bucket.arnForObjects('*'),
        ],
      },
    );
    explainWildcards(handler, 'It empties CloudFront’s cache; the CDK does not name the distribution.', {
      resources: ['*'],
    });
  }

  private securityHeaders(connectTo: string[], imagesFrom: string[]): ResponseHeadersPolicy {
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src 'self' blob: ${imagesFrom.join(' ')}`,
      `connect-src 'self' ${connectTo.join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ];
    return new ResponseHeadersPolicy(this, 'SecurityHeaders', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: policy.join('; '), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    });
  }
}
