"""Engine cache and translation memory on a PostgreSQL server: the only importer of pg8000."""
