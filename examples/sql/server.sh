# No server: a SQLite file, in a folder of the example. See tools/example-servers.
mkdir -p databases
setting Sql:SqliteFolders:0 "$folder/databases"
