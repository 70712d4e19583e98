-- A user that two accounts name belongs to the one that named it last, as the API has it: one row, so that a join counts
-- nothing twice.
CREATE OR REPLACE VIEW account_user AS
SELECT DISTINCT ON (a.project, u.user_id)
       a.project, u.user_id, a.id AS account_id, a.name AS account_name, a.plan AS account_plan
FROM account a
CROSS JOIN LATERAL jsonb_array_elements_text(a.users) AS u (user_id)
ORDER BY a.project, u.user_id, a.updated_at DESC, a.id;

COMMENT ON VIEW account_user IS 'The account of each user, one row for each user.';
COMMENT ON COLUMN account_user.account_id IS 'The account: the one that named the user last, where several did.';
