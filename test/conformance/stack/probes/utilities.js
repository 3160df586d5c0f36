import { util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response() {
  const now = util.time.nowISO8601();
  return JSON.stringify({
    ids: [util.autoId(), util.autoId()],
    ulids: [util.autoUlid(), util.autoUlid()],
    authType: util.authType(),
    now,
    seconds: util.time.nowEpochSeconds(),
    milliSeconds: util.time.nowEpochMilliSeconds(),
    parsed: util.time.parseISO8601ToEpochMilliSeconds('2026-01-02T03:04:05.678Z'),
    parsedWithOffset: util.time.parseISO8601ToEpochMilliSeconds('2026-01-02T03:04:05+01:00'),
    written: util.time.epochMilliSecondsToISO8601(1767323045678),
    inSeconds: util.time.epochMilliSecondsToSeconds(1767323045678),
    notJson: JSON.parse('{"a":'),
  });
}
