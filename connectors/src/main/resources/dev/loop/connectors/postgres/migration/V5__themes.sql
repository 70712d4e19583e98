-- The theme of an item.

ALTER TABLE feedback ADD COLUMN theme text;

COMMENT ON COLUMN feedback.theme IS 'The id of the theme that the item joined, such as th_7; null where it is in none. A theme that went into another one keeps its id here.';
