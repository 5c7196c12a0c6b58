-- Form 4 to form 5: words of cases are made after the commit that changed the case.
CREATE TABLE search_due (
    case_id BLOB PRIMARY KEY REFERENCES case_file (id)
) STRICT, WITHOUT ROWID;
