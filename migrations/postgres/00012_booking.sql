-- +goose Up
-- Registrations for events, the places they take, and who came.

CREATE TABLE booking_places (
    event_id TEXT COLLATE "C" NOT NULL,
    occurrence TEXT COLLATE "C" NOT NULL,
    ticket_type TEXT COLLATE "C" NOT NULL,
    taken BIGINT NOT NULL,
    arrivals BIGINT NOT NULL,
    PRIMARY KEY (event_id, occurrence, ticket_type)
);

CREATE TABLE booking_registrations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    event_id TEXT COLLATE "C" NOT NULL,
    occurrence TEXT COLLATE "C" NOT NULL,
    ticket_type TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    queued BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    phone TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    party INTEGER NOT NULL,
    answers TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    generation INTEGER NOT NULL,
    notices INTEGER NOT NULL,
    offered_until TIMESTAMPTZ,
    checked_in_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE booking_keys (
    hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    event_id TEXT COLLATE "C" NOT NULL,
    occurrence TEXT COLLATE "C" NOT NULL,
    request TEXT COLLATE "C" NOT NULL,
    registration_id TEXT COLLATE "C" NOT NULL REFERENCES booking_registrations(id),
    made BOOLEAN NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE booking_scans (
    registration_id TEXT COLLATE "C" NOT NULL REFERENCES booking_registrations(id),
    nonce TEXT COLLATE "C" NOT NULL,
    arrival BIGINT NOT NULL,
    device TEXT COLLATE "C" NOT NULL,
    leaving BOOLEAN NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (registration_id, nonce)
);

CREATE UNIQUE INDEX booking_registrations_number ON booking_registrations (event_id, occurrence, number);
CREATE UNIQUE INDEX booking_registrations_contact ON booking_registrations (event_id, occurrence, contact)
    WHERE status NOT IN ('cancelled', 'declined');
CREATE INDEX booking_registrations_queue ON booking_registrations (event_id, occurrence, status, queued);
CREATE INDEX booking_registrations_offers ON booking_registrations (offered_until) WHERE offered_until IS NOT NULL;
CREATE INDEX booking_keys_expiry ON booking_keys (event_id, occurrence, expires_at);
CREATE INDEX booking_keys_registration ON booking_keys (registration_id);
