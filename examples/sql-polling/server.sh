# No server: a SQLite file, in a folder of the example. See tools/example-servers.
mkdir -p databases
setting Sql:SqliteFolders:0 "$folder/databases"
show SHOP_DB "$folder/databases/shop.db"
require sqlite3 sqlite3 && sqlite3 databases/shop.db \
  "CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, customer TEXT NOT NULL, total REAL NOT NULL)"
