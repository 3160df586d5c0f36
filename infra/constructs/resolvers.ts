import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CfnFunctionConfiguration, CfnResolver, type CfnDataSource, type GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { Construct } from 'constructs';
import { bundles, resolverNames, stepNames } from '../bundle.ts';
import type { DataSourceName, DataSources } from './data-sources.ts';

/** Which data source each resolver or step works on; one without, or the reverse, fails the synthesis. */
const dataSourceOf: Record<string, DataSourceName> = {
  'Analysis.imageUrl': 'signImageUrls',
  'Analysis.thumbnailUrl': 'signImageUrls',
  'Export.url': 'signImageUrls',
  'Mutation.createUploads': 'createUploads',
  'Mutation.deleteAnalysis': 'deleteAnalysis',
  'Mutation.deleteMyData': 'deleteMyData',
  'Mutation.exportAnalyses': 'exportAnalyses',
  'Mutation.publishAnalysis': 'none',
  'Mutation.publishExport': 'none',
  'Mutation.retryAnalysis': 'retryAnalysis',
  'Mutation.setUserBlocked': 'setUserBlocked',
  'Query.analyses/1-read-page': 'table',
  'Query.analyses/2-search': 'searchAnalyses',
  'Query.analysis': 'table',
  'Query.export': 'table',
  'Query.labels': 'readTotals',
  'Query.overview': 'readTotals',
  'Query.report': 'readTotals',
  'Query.serviceUsage': 'readTotals',
  'Query.usage': 'table',
  'Query.users': 'table',
  'Query.waiting': 'estimateWait',
  'Subscription.onAnalysis': 'table',
  'Subscription.onExport': 'table',
  'User.usage': 'table',
};

/** Links are signed for a whole page of analyses in one invocation. */
const mostLinksAtOnce = 100;

/** A resolver for each bundle, with its steps if it has some. */
export function addResolvers(scope: Construct, api: GraphqlApi, sources: DataSources): void {
  for (const name of resolverNames()) {
    const steps = stepNames(name).map((step) => addStep(scope, api, step, sourceOf(step, sources)));
    const dataSource = steps.length === 0 ? sourceOf(name, sources) : undefined;
    const [typeName = '', fieldName = ''] = name.split('.');
    const resolver = new CfnResolver(scope, `${typeName}${fieldName}Resolver`, {
      apiId: api.apiId,
      typeName,
      fieldName,
      ...codeOf(name),
      ...(dataSource
        ? { dataSourceName: dataSource.name }
        : { kind: 'PIPELINE', pipelineConfig: { functions: steps.map((step) => step.attrFunctionId) } }),
      ...(dataSourceOf[name] === 'signImageUrls' && { maxBatchSize: mostLinksAtOnce }),
    });
    if (dataSource) resolver.addResourceDependency(dataSource);
    api.addSchemaDependency(resolver);
  }
}

function addStep(scope: Construct, api: GraphqlApi, name: string, dataSource: CfnDataSource): CfnFunctionConfiguration {
  const step = new CfnFunctionConfiguration(scope, `${name.replace(/\W/g, '')}Step`, {
    apiId: api.apiId,
    name: name.replace(/\W/g, '_'),
    dataSourceName: dataSource.name,
    ...codeOf(name),
  });
  step.addResourceDependency(dataSource);
  return step;
}

function sourceOf(name: string, sources: DataSources): CfnDataSource {
  const dataSource = sources.get(dataSourceOf[name] ?? '');
  if (!dataSource) throw new Error(`Resolver ${name} has no data source`);
  return dataSource;
}

function codeOf(name: string) {
  return {
    runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
    code: readFileSync(path.join(bundles.resolvers, `${name}.js`), 'utf8'),
  };
}
