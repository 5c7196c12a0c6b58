-- Form 6 to form 7: when a PC last spoke, whether or not it had anything to send.
ALTER TABLE device ADD COLUMN heard_at INTEGER;
