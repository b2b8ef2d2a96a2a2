-- +goose Up
-- The rights and the file of images. What is not known of those that are here is empty.

ALTER TABLE images ADD COLUMN texts TEXT NOT NULL DEFAULT 'null';
ALTER TABLE images ADD COLUMN creator TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN copyright_holder TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN licence TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN usage_terms TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN usable_from TIMESTAMP;
ALTER TABLE images ADD COLUMN usable_until TIMESTAMP;
ALTER TABLE images ADD COLUMN taken_at TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN people TEXT NOT NULL DEFAULT 'null';
ALTER TABLE images ADD COLUMN digital_source_type TEXT NOT NULL DEFAULT '';
ALTER TABLE images ADD COLUMN focal_point TEXT NOT NULL DEFAULT 'null';
ALTER TABLE images ADD COLUMN crops TEXT NOT NULL DEFAULT 'null';
ALTER TABLE images ADD COLUMN file TEXT NOT NULL DEFAULT 'null';
