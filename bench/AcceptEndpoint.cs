using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace Fairlead.Bench;

/// <summary>What somebody writes by hand to take a webhook: reads the body, keeps it or not, answers.</summary>
internal static class AcceptEndpoint
{
    /// <param name="durability"><c>none</c> keeps nothing; otherwise SQLite's <c>synchronous</c>.</param>
    public static async Task RunAsync(string durability, string file)
    {
        using var keeper = durability is "none" ? null : new Keeper(file, durability);
        await using var server = Endpoints.Create();
        server.MapPost("/event", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            using var parsed = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            var id = parsed.RootElement.GetProperty("id").GetString()!;
            keeper?.Insert(id, body.GetBuffer().AsSpan(0, (int)body.Length).ToArray());
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"accepted":true}""", context.RequestAborted);
        });
        await Endpoints.RunAsync(server);
    }

    private sealed class Keeper : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;

        public Keeper(string file, string synchronous)
        {
            _connection = new SqliteConnection($"Data Source={file}");
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText =
                $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, body BLOB) STRICT;";
            command.ExecuteNonQuery();
            _insert = _connection.CreateCommand();
            _insert.CommandText = "INSERT OR IGNORE INTO events VALUES ($id, $body)";
            _insert.Parameters.Add("$id", SqliteType.Text);
            _insert.Parameters.Add("$body", SqliteType.Blob);
            _insert.Prepare();
        }

        public void Insert(string id, byte[] body)
        {
            lock (_gate)
            {
                _insert.Parameters[0].Value = id;
                _insert.Parameters[1].Value = body;
                _insert.ExecuteNonQuery();
            }
        }

        public void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
        }
    }
}
