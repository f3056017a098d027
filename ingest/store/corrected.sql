-- Copies of what an agency has corrected since: the correction that a copy does not carry.
ALTER TABLE observed ADD COLUMN corrected_by INTEGER REFERENCES item (item_id);
CREATE INDEX observed_corrected ON observed (corrected_by) WHERE corrected_by IS NOT NULL;

DROP VIEW v_observed;

-- What comparison showed, one row a version that has an original, an earlier version or an earlier copy to compare with.
CREATE VIEW v_observed AS
SELECT o.item_id, o.against_item_id, o.headline, o.body, o.similarity, o.claim_holds, o.note, o.basis, o.headline_holds, o.body_holds,
       o.agency, o.agency_name, o.agency_stated, o.role, o.words_missing, o.words_added, o.words_moved, o.paragraphs_missing, o.paragraphs_added, o.diff,
       o.corrected_by
FROM observed o;
