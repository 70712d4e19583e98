-- Days are of UTC whatever the time zone of the session, and lengths of time are in hours, so that summer time moves
-- nothing: the same numbers for everybody, and those of the API.

CREATE VIEW sentiment_by_tag_daily AS
SELECT project,
       (created_at AT TIME ZONE 'UTC')::date               AS day,
       tag,
       count(*) FILTER (WHERE sentiment = 'positive')      AS positive,
       count(*) FILTER (WHERE sentiment = 'neutral')       AS neutral,
       count(*) FILTER (WHERE sentiment = 'negative')      AS negative,
       count(*)                                            AS total,
       count(*) FILTER (WHERE status = 'open')             AS open,
       count(*) FILTER (WHERE status = 'resolved')         AS resolved,
       count(*) FILTER (WHERE sentiment = 'negative')::float8 / count(*) AS negative_share
FROM feedback
GROUP BY 1, 2, 3;

COMMENT ON VIEW sentiment_by_tag_daily IS 'Counts for each day and tag: GET /v1/sentiment/timeline?interval=day&group_by=tag.';
COMMENT ON COLUMN sentiment_by_tag_daily.project IS 'The tenant.';
COMMENT ON COLUMN sentiment_by_tag_daily.day IS 'The day of created_at, in UTC. Days without items have no row.';
COMMENT ON COLUMN sentiment_by_tag_daily.tag IS 'The feature or topic; null for items without.';
COMMENT ON COLUMN sentiment_by_tag_daily.positive IS 'Positive items.';
COMMENT ON COLUMN sentiment_by_tag_daily.neutral IS 'Neutral items.';
COMMENT ON COLUMN sentiment_by_tag_daily.negative IS 'Negative items.';
COMMENT ON COLUMN sentiment_by_tag_daily.total IS 'All items.';
COMMENT ON COLUMN sentiment_by_tag_daily.open IS 'Items that are open.';
COMMENT ON COLUMN sentiment_by_tag_daily.resolved IS 'Items that are resolved.';
COMMENT ON COLUMN sentiment_by_tag_daily.negative_share IS 'Negative of all, 0 to 1. To put rows together, add the counts and divide again.';

CREATE VIEW negative_by_feature_and_plan AS
SELECT project,
       tag                                                 AS feature,
       plan,
       count(*) FILTER (WHERE sentiment = 'negative')      AS negative,
       count(*) FILTER (WHERE sentiment = 'negative' AND status = 'open') AS negative_open,
       count(*)                                            AS total,
       count(*) FILTER (WHERE sentiment = 'negative')::float8 / count(*) AS negative_share,
       rank() OVER (PARTITION BY project, plan
                    ORDER BY count(*) FILTER (WHERE sentiment = 'negative') DESC) AS rank_in_plan
FROM feedback
GROUP BY project, tag, plan;

COMMENT ON VIEW negative_by_feature_and_plan IS 'Which features get the most negative feedback from which plan, over all time: GET /v1/sentiment?group_by=tag,plan.';
COMMENT ON COLUMN negative_by_feature_and_plan.project IS 'The tenant.';
COMMENT ON COLUMN negative_by_feature_and_plan.feature IS 'The tag; null for items without.';
COMMENT ON COLUMN negative_by_feature_and_plan.plan IS 'The author''s plan; null where not known.';
COMMENT ON COLUMN negative_by_feature_and_plan.negative IS 'Negative items.';
COMMENT ON COLUMN negative_by_feature_and_plan.negative_open IS 'Negative items that are open.';
COMMENT ON COLUMN negative_by_feature_and_plan.total IS 'All items.';
COMMENT ON COLUMN negative_by_feature_and_plan.negative_share IS 'Negative of all, 0 to 1.';
COMMENT ON COLUMN negative_by_feature_and_plan.rank_in_plan IS '1 for the feature with the most negative items of its plan; equals share a rank.';

CREATE VIEW release_window AS
SELECT r.project,
       r.version,
       r.released_at,
       CASE WHEN f.created_at < r.released_at THEN 'before' ELSE 'after' END AS phase,
       (extract(epoch FROM f.created_at - r.released_at) / 86400)::float8    AS days_from_release,
       f.id,
       f.created_at,
       f.user_id,
       f.sentiment,
       f.tag,
       f.plan,
       f.source,
       f.status
FROM release r
JOIN feedback f ON f.project = r.project
               AND f.created_at >= r.released_at - interval '2208 hours'
               AND f.created_at <  r.released_at + interval '2208 hours';

COMMENT ON VIEW release_window IS 'Each release with the items of the 92 days before and after it: GET /v1/releases/{version}/report. An item is in the window of every release that it is near to.';
COMMENT ON COLUMN release_window.project IS 'The tenant.';
COMMENT ON COLUMN release_window.version IS 'The release.';
COMMENT ON COLUMN release_window.released_at IS 'When it went out.';
COMMENT ON COLUMN release_window.phase IS 'before or after; the instant of the release itself is after.';
COMMENT ON COLUMN release_window.days_from_release IS 'Days of 24 hours from the release to the item, negative before it. A report with window=7d looks at >= -7 and < 7.';
COMMENT ON COLUMN release_window.id IS 'The item. Joins with feedback.id.';
COMMENT ON COLUMN release_window.created_at IS 'When it was said.';
COMMENT ON COLUMN release_window.user_id IS 'Who said it.';
COMMENT ON COLUMN release_window.sentiment IS 'positive, neutral or negative.';
COMMENT ON COLUMN release_window.tag IS 'The feature or topic.';
COMMENT ON COLUMN release_window.plan IS 'The author''s plan.';
COMMENT ON COLUMN release_window.source IS 'Where it came from.';
COMMENT ON COLUMN release_window.status IS 'open or resolved.';

CREATE VIEW resolution_time AS
SELECT project,
       id,
       tag,
       plan,
       source,
       sentiment,
       created_at,
       resolved_at,
       (resolved_at AT TIME ZONE 'UTC')::date                 AS resolved_day,
       extract(epoch FROM resolved_at - created_at)           AS seconds_to_resolve,
       (extract(epoch FROM resolved_at - created_at) / 3600)::float8 AS hours_to_resolve
FROM feedback
WHERE status = 'resolved';

COMMENT ON VIEW resolution_time IS 'Each resolved item with the time that it took: its mean is meanSecondsToResolve of GET /v1/sentiment.';
COMMENT ON COLUMN resolution_time.project IS 'The tenant.';
COMMENT ON COLUMN resolution_time.id IS 'The item. Joins with feedback.id.';
COMMENT ON COLUMN resolution_time.tag IS 'The feature or topic.';
COMMENT ON COLUMN resolution_time.plan IS 'The author''s plan.';
COMMENT ON COLUMN resolution_time.source IS 'Where it came from.';
COMMENT ON COLUMN resolution_time.sentiment IS 'positive, neutral or negative.';
COMMENT ON COLUMN resolution_time.created_at IS 'When it was said.';
COMMENT ON COLUMN resolution_time.resolved_at IS 'When it was last resolved.';
COMMENT ON COLUMN resolution_time.resolved_day IS 'The day of resolved_at, in UTC.';
COMMENT ON COLUMN resolution_time.seconds_to_resolve IS 'Seconds from created_at to resolved_at, exact to the millisecond.';
COMMENT ON COLUMN resolution_time.hours_to_resolve IS 'The same in hours.';

CREATE VIEW account_user AS
SELECT a.project, u.user_id, a.id AS account_id, a.name AS account_name, a.plan AS account_plan
FROM account a
CROSS JOIN LATERAL jsonb_array_elements_text(a.users) AS u (user_id);

COMMENT ON VIEW account_user IS 'The users of each account, one row each.';
COMMENT ON COLUMN account_user.project IS 'The tenant.';
COMMENT ON COLUMN account_user.user_id IS 'The user. Joins with feedback.user_id.';
COMMENT ON COLUMN account_user.account_id IS 'The account. A user belongs to the one that named it last, which updated_at of account tells.';
COMMENT ON COLUMN account_user.account_name IS 'What the account is called.';
COMMENT ON COLUMN account_user.account_plan IS 'Its plan now.';
