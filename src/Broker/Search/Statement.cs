using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fairlead.Broker.Search;

/// <summary>A prepared statement that runs many times. Thin over SQLite: the projection runs tens of thousands a second.</summary>
internal sealed unsafe class Statement : IDisposable
{
    /// <summary>Texts of one row lie here until it was run; a longer one is copied by SQLite.</summary>
    private const int TextBytes = 16 * 1024;

    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _owner;
    private readonly nint _statement;
    private byte* _texts = (byte*)NativeMemory.Alloc(TextBytes);
    private int _used;

    public Statement(SqliteConnection connection, string sql)
    {
        _db = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_db, sql, out _owner));
        _statement = _owner.DangerousGetHandle();
    }

    /// <param name="index">One-based, in the order of the question marks.</param>
    public Statement Bind(int index, long value)
    {
        Check(NativeSqlite.BindLong(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } some ? Bind(index, some) : BindNull(index);

    public Statement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        if (Encoding.UTF8.GetMaxByteCount(value.Length) > TextBytes - _used)
            return BindUtf8(index, Encoding.UTF8.GetBytes(value));
        var length = Encoding.UTF8.GetBytes(value, new Span<byte>(_texts + _used, TextBytes - _used));
        return BindText(index, length);
    }

    public Statement BindUtf8(int index, ReadOnlySpan<byte> text)
    {
        if (text.Length <= TextBytes - _used)
        {
            text.CopyTo(new Span<byte>(_texts + _used, text.Length));
            return BindText(index, text.Length);
        }

        fixed (byte* bytes = text)
            Check(NativeSqlite.BindText(_statement, index, bytes, text.Length, NativeSqlite.Transient));
        return this;
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
            Check(NativeSqlite.BindBlob(_statement, index, bytes, value.Length, NativeSqlite.Transient));
        return this;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        var result = NativeSqlite.Step(_statement);
        _ = NativeSqlite.Reset(_statement);
        _used = 0;
        if (result is not raw.SQLITE_DONE)
            Check(result);
    }

    public void Dispose()
    {
        _owner.Dispose();
        NativeMemory.Free(_texts);
        _texts = null;
    }

    private Statement BindText(int index, int length)
    {
        Check(NativeSqlite.BindText(_statement, index, _texts + _used, length, NativeSqlite.Static));
        _used += length;
        return this;
    }

    private Statement BindNull(int index)
    {
        Check(NativeSqlite.BindNull(_statement, index));
        return this;
    }

    private void Check(int result)
    {
        if (result is not raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(_db).utf8_to_string(), result);
    }
}
