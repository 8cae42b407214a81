#!/bin/sh
# Makes Temporal's two databases and brings their schemas up to date. Safe to run again.
# usage: temporal-schema.sh <folder of the schemas>; SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD say where.
set -eu
for database in temporal temporal_visibility; do
  kind=$([ "$database" = temporal ] && echo temporal || echo visibility)
  temporal-sql-tool --db "$database" create
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema -d "$1/$kind/versioned"
done
