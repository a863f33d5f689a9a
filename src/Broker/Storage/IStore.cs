namespace Fairlead.Broker.Storage;

/// <summary>
/// The durable ordered maps under a partition. Two implementations: RocksDB, and a simulated disk that crashes at will.
/// Every method throws <see cref="StoreException"/> when the disk refuses; after that the store is only closed.
/// </summary>
/// <remarks>
/// <see cref="Write"/> and <see cref="Sync"/> are apart so that a batch can be processed while the one before it is being flushed.
/// After a crash the store holds everything up to the last <see cref="Sync"/> and any prefix of the writes since, whole batches only.
/// One thread writes and reads; another may call <see cref="Sync"/>, and a third scans the journal, at the same time.
/// </remarks>
public interface IStore : IDisposable
{
    /// <returns>The value, or null.</returns>
    byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key);

    /// <summary>Entries from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), in byte order of the keys.</summary>
    /// <remarks>Lazy; holds nothing open between two entries, so a caller may stop anywhere. What is written meanwhile may be seen or not.</remarks>
    IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to);

    /// <summary>Makes a batch visible to later reads, all of it or nothing. It survives the end of the process, not yet that of the machine.</summary>
    void Write(StoreBatch batch);

    /// <summary>Makes everything durable whose <see cref="Write"/> returned before.</summary>
    void Sync();
}

/// <summary>The disk refused: full, broken, gone. Nothing since the last flush may be acknowledged.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
