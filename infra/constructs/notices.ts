import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { stageName } from './stage.ts';

export interface NoticesProps {
  stage: string;
  email: string;
  /** US dollars of the whole account. */
  monthlyBudget: number;
}

/** Sends every alarm of the stack by e-mail, and says when the month's bill goes over what is planned. */
export class Notices extends Construct {
  constructor(scope: Construct, id: string, { stage, email, monthlyBudget }: NoticesProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { displayName: 'Image Analyzer alarms', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    const action = new SnsAction(topic);
    for (const child of scope.node.findAll()) if (child instanceof Alarm) child.addAlarmAction(action);

    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: stageName('image-analyzer', stage),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyBudget, unit: 'USD' },
      },
      notificationsWithSubscribers: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
    });
  }
}
