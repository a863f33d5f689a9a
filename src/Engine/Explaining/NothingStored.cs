namespace Fairlead.Engine.Explaining;

/// <summary>Behind a state that exists for one question only: all that it knows lies in memory.</summary>
internal sealed class NothingStored : IStateReader
{
    public byte[]? Get(Family family, ReadOnlySpan<byte> key) => null;

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(Family family, byte[] from, byte[] to) => [];
}
