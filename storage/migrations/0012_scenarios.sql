-- Numbers typed into a calculator and kept under a name, to be looked at beside others.
CREATE TABLE scenarios (
    method VARCHAR NOT NULL,               -- which calculator
    name VARCHAR NOT NULL,
    numbers VARCHAR NOT NULL               -- JSON: setting -> value
);
