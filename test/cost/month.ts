import type { Template } from 'aws-cdk-lib/assertions';
import { priceOf, type Quantities } from './bill.ts';

/** What a month costs however many photos come, in US dollars. */
export interface Month {
  units: Quantities;
  usd: number;
}

/** What the sweeper takes, and what watches the service: so many metrics of its own, alarms, a dashboard. */
export function monthOf(template: Template, sweeping: Quantities, metrics: number): Month {
  const count = (type: string) => Object.keys(template.findResources(type)).length;
  const units: Quantities = {
    ...sweeping,
    metric: metrics,
    alarm: count('AWS::CloudWatch::Alarm'),
    dashboard: count('AWS::CloudWatch::Dashboard'),
  };
  return { units, usd: priceOf(units) };
}
