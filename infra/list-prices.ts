/**
 * List prices in US dollars, us-east-1, without any free tier, of what the dashboard estimates a photo's cost from.
 * Sources: the table of costs in docs/deploy.md.
 */
export const listPrices = {
  detectedImage: 0.001,
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  appsyncRequest: 4e-6,
  tableWriteUnit: 0.625e-6,
  tableReadUnit: 0.125e-6,
} as const;
