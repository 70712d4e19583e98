-- Tables that Kafka Connect fills, one for each topic. No foreign keys: topics are read side by side, so that an item may
-- arrive before the account that its author belongs to.

CREATE TABLE feedback (
    id             text PRIMARY KEY,
    project        text NOT NULL,
    user_id        text NOT NULL,
    message        text NOT NULL,
    sentiment      text NOT NULL,
    source         text,
    tag            text,
    plan           text,
    status         text NOT NULL,
    created_at     timestamptz NOT NULL,
    received_at    timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    resolved_at    timestamptz,
    external_id    text,
    metadata       jsonb,
    consent        boolean,
    revision       bigint NOT NULL,
    command_offset bigint
);
CREATE INDEX feedback_by_time ON feedback (created_at);
CREATE INDEX feedback_by_tag ON feedback (tag, created_at);
CREATE INDEX feedback_by_user ON feedback (user_id);

COMMENT ON TABLE feedback IS 'One row for each feedback item as it stands now. Erased items have none. Source: topic feedback.';
COMMENT ON COLUMN feedback.id IS 'The item''s id, as in the API: fb_ and 26 characters.';
COMMENT ON COLUMN feedback.project IS 'The tenant that it belongs to.';
COMMENT ON COLUMN feedback.user_id IS 'Who said it, in the words of the sending system. Joins with account_user.user_id.';
COMMENT ON COLUMN feedback.message IS 'What was said. May be empty.';
COMMENT ON COLUMN feedback.sentiment IS 'How it was meant: positive, neutral or negative.';
COMMENT ON COLUMN feedback.source IS 'Where it came from, such as in-app-widget; null where nobody said.';
COMMENT ON COLUMN feedback.tag IS 'The feature or topic that it is about; null where nobody said.';
COMMENT ON COLUMN feedback.plan IS 'The plan of the author''s account when they said it; null where not known.';
COMMENT ON COLUMN feedback.status IS 'Whether anything is left to do: open or resolved.';
COMMENT ON COLUMN feedback.created_at IS 'When it was said. All counts go by this.';
COMMENT ON COLUMN feedback.received_at IS 'When it was taken in; later than created_at where it was imported.';
COMMENT ON COLUMN feedback.updated_at IS 'When its latest change was taken in.';
COMMENT ON COLUMN feedback.resolved_at IS 'When it was last resolved; null while open.';
COMMENT ON COLUMN feedback.external_id IS 'Its id in the system that it came from.';
COMMENT ON COLUMN feedback.metadata IS 'Whatever else the sender wished to keep, texts by name: metadata->>''browser''.';
COMMENT ON COLUMN feedback.consent IS 'Whether the author agreed to be contacted about it; null where nobody asked.';
COMMENT ON COLUMN feedback.revision IS '1 at creation, one more with each accepted change.';
COMMENT ON COLUMN feedback.command_offset IS 'Offset of the command that made this revision, in its partition of feedback-commands: the second half of Loop-Position.';

CREATE TABLE feedback_change (
    event_id          text PRIMARY KEY,
    type              text NOT NULL,
    id                text NOT NULL,
    project           text NOT NULL,
    revision          bigint NOT NULL,
    at                timestamptz NOT NULL,
    actor             text,
    reason            text,
    before_sentiment  text,
    before_status     text,
    before_tag        text,
    before_plan       text,
    after_sentiment   text,
    after_status      text,
    after_tag         text,
    after_plan        text,
    after_source      text,
    after_created_at  timestamptz,
    after_resolved_at timestamptz
);
CREATE INDEX feedback_change_by_item ON feedback_change (id, revision);
CREATE INDEX feedback_change_by_time ON feedback_change (at);

COMMENT ON TABLE feedback_change IS 'The history: one row for each accepted change of an item, never changed or deleted. It holds nobody''s words and no user, so that nothing has to be forgotten here when an item is erased. Source: topic feedback-events.';
COMMENT ON COLUMN feedback_change.event_id IS 'Id of the event, the same that webhooks carry.';
COMMENT ON COLUMN feedback_change.type IS 'created, updated, erased, or expired for an erasure by retention.';
COMMENT ON COLUMN feedback_change.id IS 'The item''s id. Joins with feedback.id while the item stands.';
COMMENT ON COLUMN feedback_change.project IS 'The tenant.';
COMMENT ON COLUMN feedback_change.revision IS 'The revision that this change made; they follow one another without a gap.';
COMMENT ON COLUMN feedback_change.at IS 'When the change was taken in.';
COMMENT ON COLUMN feedback_change.actor IS 'Who asked for it.';
COMMENT ON COLUMN feedback_change.reason IS 'Why, in the words of who asked.';
COMMENT ON COLUMN feedback_change.before_sentiment IS 'Sentiment before the change; null at creation and after an erasure, as all before_ columns.';
COMMENT ON COLUMN feedback_change.before_status IS 'Status before the change.';
COMMENT ON COLUMN feedback_change.before_tag IS 'Tag before the change.';
COMMENT ON COLUMN feedback_change.before_plan IS 'Plan before the change.';
COMMENT ON COLUMN feedback_change.after_sentiment IS 'Sentiment after the change; null after an erasure, as all after_ columns.';
COMMENT ON COLUMN feedback_change.after_status IS 'Status after the change.';
COMMENT ON COLUMN feedback_change.after_tag IS 'Tag after the change.';
COMMENT ON COLUMN feedback_change.after_plan IS 'Plan after the change.';
COMMENT ON COLUMN feedback_change.after_source IS 'Source after the change.';
COMMENT ON COLUMN feedback_change.after_created_at IS 'When the item was said.';
COMMENT ON COLUMN feedback_change.after_resolved_at IS 'When the item was resolved; null while open.';

CREATE TABLE account (
    project    text NOT NULL,
    id         text NOT NULL,
    name       text,
    plan       text,
    users      jsonb,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (project, id)
);

COMMENT ON TABLE account IS 'Customers'' accounts. Source: topic accounts.';
COMMENT ON COLUMN account.project IS 'The tenant.';
COMMENT ON COLUMN account.id IS 'The account''s id.';
COMMENT ON COLUMN account.name IS 'What it is called.';
COMMENT ON COLUMN account.plan IS 'Its plan now; items keep the plan that their author had when they said it.';
COMMENT ON COLUMN account.users IS 'The ids of its users, an array of texts. See account_user for rows.';
COMMENT ON COLUMN account.updated_at IS 'When it was last put.';

CREATE TABLE release (
    project     text NOT NULL,
    version     text NOT NULL,
    title       text,
    notes       text,
    released_at timestamptz NOT NULL,
    tags        jsonb,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (project, version)
);

COMMENT ON TABLE release IS 'Versions of the product. Source: topic releases.';
COMMENT ON COLUMN release.project IS 'The tenant.';
COMMENT ON COLUMN release.version IS 'What the team calls it.';
COMMENT ON COLUMN release.title IS 'A name for people.';
COMMENT ON COLUMN release.notes IS 'What changed, in free text.';
COMMENT ON COLUMN release.released_at IS 'When it went out; in the future where it is planned.';
COMMENT ON COLUMN release.tags IS 'The tags that it is expected to affect, an array of texts.';
COMMENT ON COLUMN release.updated_at IS 'When it was last put.';

CREATE TABLE webhook_attempt (
    delivery_id        text NOT NULL,
    ticket             bigint NOT NULL,
    started_at         timestamptz NOT NULL,
    endpoint_id        text NOT NULL,
    project            text NOT NULL,
    event_id           text NOT NULL,
    type               text NOT NULL,
    sequence           bigint NOT NULL,
    attempt            integer NOT NULL,
    kind               text NOT NULL,
    outcome            text NOT NULL,
    ambiguous          boolean NOT NULL,
    possible_duplicate boolean NOT NULL,
    status             integer,
    error              text,
    retry_after_millis bigint,
    address            text,
    url                text,
    duration_millis    bigint NOT NULL,
    PRIMARY KEY (delivery_id, ticket, started_at)
);
CREATE INDEX webhook_attempt_by_endpoint ON webhook_attempt (endpoint_id, started_at);
CREATE INDEX webhook_attempt_by_event ON webhook_attempt (event_id);

COMMENT ON TABLE webhook_attempt IS 'One row for each request of a webhook, without its headers and bodies. Source: topic webhook-attempts.';
COMMENT ON COLUMN webhook_attempt.delivery_id IS 'The delivery: one event for one endpoint.';
COMMENT ON COLUMN webhook_attempt.ticket IS 'Names the dispatch among those of its endpoint; -1 for a test.';
COMMENT ON COLUMN webhook_attempt.started_at IS 'When the request was sent.';
COMMENT ON COLUMN webhook_attempt.endpoint_id IS 'The endpoint that it went to.';
COMMENT ON COLUMN webhook_attempt.project IS 'The tenant.';
COMMENT ON COLUMN webhook_attempt.event_id IS 'The event. Joins with feedback_change.event_id.';
COMMENT ON COLUMN webhook_attempt.type IS 'The event''s type, such as feedback.created.';
COMMENT ON COLUMN webhook_attempt.sequence IS 'Number of the delivery among those of its endpoint.';
COMMENT ON COLUMN webhook_attempt.attempt IS '1 for the first of its delivery; goes on counting over replays.';
COMMENT ON COLUMN webhook_attempt.kind IS 'first, retry, replay or test.';
COMMENT ON COLUMN webhook_attempt.outcome IS 'Only succeeded is a delivery; deferred is no attempt, for nothing was sent.';
COMMENT ON COLUMN webhook_attempt.ambiguous IS 'The whole request was written and no answer came: the receiver may have taken it in.';
COMMENT ON COLUMN webhook_attempt.possible_duplicate IS 'The receiver may have had this one already.';
COMMENT ON COLUMN webhook_attempt.status IS 'HTTP status of the answer; null where none came.';
COMMENT ON COLUMN webhook_attempt.error IS 'What went wrong, and what to do.';
COMMENT ON COLUMN webhook_attempt.retry_after_millis IS 'What the receiver asked to wait.';
COMMENT ON COLUMN webhook_attempt.address IS 'The address that was dialled.';
COMMENT ON COLUMN webhook_attempt.url IS 'Where it went.';
COMMENT ON COLUMN webhook_attempt.duration_millis IS 'How long it took.';

CREATE TABLE origin (
    only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    database_id   uuid NOT NULL DEFAULT gen_random_uuid(),
    kafka_cluster text NOT NULL
);

COMMENT ON TABLE origin IS 'Where these tables are filled from. One row.';
COMMENT ON COLUMN origin.only_row IS 'Always true.';
COMMENT ON COLUMN origin.database_id IS 'Names this database, and with it the consumer groups of the sinks: with another one they read everything again from the start.';
COMMENT ON COLUMN origin.kafka_cluster IS 'The id of the Kafka cluster: another cluster''s data must not be mixed in.';
