-- Form 1 to form 2: which township an account sees, whether it may act, whether it is closed; a
-- case's words by case, for questions of several words.
ALTER TABLE account ADD COLUMN township TEXT;
ALTER TABLE account ADD COLUMN may_act INTEGER NOT NULL DEFAULT 1 CHECK (may_act IN (0, 1));
ALTER TABLE account ADD COLUMN closed_at INTEGER;
DROP INDEX search_token_case;
CREATE INDEX search_token_case ON search_token (case_id, token);
CREATE INDEX case_file_station ON case_file (station, queue);
