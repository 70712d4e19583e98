-- What decided the sentiment of an item, where neither its sender nor a person said it.

ALTER TABLE feedback ADD COLUMN judged_by text;
ALTER TABLE feedback ADD COLUMN judged_version text;
ALTER TABLE feedback ADD COLUMN judged_revision bigint;
ALTER TABLE feedback ADD COLUMN unsure boolean;
ALTER TABLE feedback ADD COLUMN sure real;
ALTER TABLE feedback ADD COLUMN language text;
ALTER TABLE feedback ADD COLUMN changed_at timestamptz;

COMMENT ON COLUMN feedback.judged_by IS 'rules or model, whichever decided the sentiment; null where the sender or a person said it.';
COMMENT ON COLUMN feedback.judged_version IS 'The version of the rules or of the model.';
COMMENT ON COLUMN feedback.judged_revision IS 'The revision that the judgement made; 0 without one.';
COMMENT ON COLUMN feedback.unsure IS 'Whether the sentiment is a guess; null in rows that are older than judgements.';
COMMENT ON COLUMN feedback.sure IS 'The model''s probability of the sentiment, 0 to 1.';
COMMENT ON COLUMN feedback.language IS 'The language of the message as ISO 639 names it, such as en; null where nothing told it.';
COMMENT ON COLUMN feedback.changed_at IS 'Where a model judged last: when the latest change before that was taken in. Null otherwise, where updated_at tells it.';
