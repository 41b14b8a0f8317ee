from sqlalchemy import MetaData

from chassis.migration import run_migrations

run_migrations(MetaData())
