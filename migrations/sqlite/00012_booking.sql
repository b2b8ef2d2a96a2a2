-- +goose Up
-- Registrations for events, the places they take, and who came.

CREATE TABLE booking_places (
    event_id TEXT NOT NULL,
    occurrence TEXT NOT NULL,
    ticket_type TEXT NOT NULL,
    taken INTEGER NOT NULL,
    arrivals INTEGER NOT NULL,
    PRIMARY KEY (event_id, occurrence, ticket_type)
);

CREATE TABLE booking_registrations (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL,
    occurrence TEXT NOT NULL,
    ticket_type TEXT NOT NULL,
    number INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    status TEXT NOT NULL,
    contact TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    locale TEXT NOT NULL,
    party INTEGER NOT NULL,
    answers TEXT NOT NULL,
    note TEXT NOT NULL,
    generation INTEGER NOT NULL,
    notices INTEGER NOT NULL,
    offered_until TIMESTAMP,
    checked_in_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE booking_keys (
    hash TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL,
    occurrence TEXT NOT NULL,
    request TEXT NOT NULL,
    registration_id TEXT NOT NULL REFERENCES booking_registrations(id),
    made BOOLEAN NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE booking_scans (
    registration_id TEXT NOT NULL REFERENCES booking_registrations(id),
    nonce TEXT NOT NULL,
    arrival INTEGER NOT NULL,
    device TEXT NOT NULL,
    leaving BOOLEAN NOT NULL,
    at TIMESTAMP NOT NULL,
    received_at TIMESTAMP NOT NULL,
    PRIMARY KEY (registration_id, nonce)
);

CREATE UNIQUE INDEX booking_registrations_number ON booking_registrations (event_id, occurrence, number);
CREATE UNIQUE INDEX booking_registrations_contact ON booking_registrations (event_id, occurrence, contact)
    WHERE status NOT IN ('cancelled', 'declined');
CREATE INDEX booking_registrations_queue ON booking_registrations (event_id, occurrence, status, queued);
CREATE INDEX booking_registrations_offers ON booking_registrations (offered_until) WHERE offered_until IS NOT NULL;
CREATE INDEX booking_keys_expiry ON booking_keys (event_id, occurrence, expires_at);
CREATE INDEX booking_keys_registration ON booking_keys (registration_id);
