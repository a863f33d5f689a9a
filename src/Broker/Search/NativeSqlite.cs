using System.Runtime.InteropServices;
using SQLitePCL;

namespace Fairlead.Broker.Search;

/// <summary>
/// The few functions that the projection calls a hundred times an instance, without what the general binding does around each call:
/// it counts references, tells the garbage collector and takes a lock.
/// </summary>
/// <remarks>Those that only touch the statement return in nanoseconds, so the collector need not know of them.</remarks>
internal static unsafe partial class NativeSqlite
{
    private const string Library = "e_sqlite3";

    /// <summary>The bytes stay where they are until the statement was run.</summary>
    public const nint Static = 0;

    /// <summary>The bytes are copied at once.</summary>
    public const nint Transient = -1;

    /// <summary>
    /// A connection has no lock of its own from now on: here one thread at a time uses it. Before the first connection is opened;
    /// afterwards SQLite refuses, and everything goes on as before.
    /// </summary>
    public static void Configure()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        // Statistics that nobody reads, behind a lock that every allocation takes.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static partial int BindLong(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    public static partial int BindNull(nint statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text"), SuppressGCTransition]
    public static partial int BindText(nint statement, int index, byte* utf8, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob"), SuppressGCTransition]
    public static partial int BindBlob(nint statement, int index, byte* bytes, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);
}
