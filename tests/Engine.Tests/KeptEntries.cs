using System.Buffers;
using System.Diagnostics;
using System.Reflection;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Tests;

/// <summary>
/// Compares entries of the state by what they say: an entry that has got a field since reads as the one that was written without it.
/// </summary>
internal static class KeptEntries
{
    private static readonly ILookup<string, Func<byte[], byte[]>> Rewriters = typeof(State).Assembly.GetTypes()
        .SelectMany(type => type.GetInterfaces(), (codec, declared) => (codec, declared))
        .Where(pair => pair.declared.IsGenericType && pair.declared.GetGenericTypeDefinition() == typeof(ITableCodec<,>))
        .Select(pair => (Type[])[.. pair.declared.GetGenericArguments(), pair.codec])
        .ToLookup(
            types => $"{Generic(nameof(FamilyOf), types).Invoke(null, null)}",
            types => Generic(nameof(Rewrite), types).CreateDelegate<Func<byte[], byte[]>>());

    /// <param name="kept">Written by the same or an older version.</param>
    /// <param name="now">Written by this one.</param>
    public static void AssertSame(IEnumerable<string> kept, IEnumerable<string> now)
    {
        var (before, after) = (kept.ToDictionary(KeyOf), now.ToDictionary(KeyOf));
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(before.Where(entry => !IsSame(entry.Key, ValueOf(entry.Value), ValueOf(after[entry.Key]))).Select(entry => $"{entry.Value} was\n{after[entry.Key]}"));
    }

    /// <returns>Family and key.</returns>
    public static string KeyOf(string entry) => entry[..entry.IndexOf(" = ", StringComparison.Ordinal)];

    /// <returns>Family, key and value of an entry.</returns>
    public static (Family Family, byte[] Key, byte[] Value) Parse(string entry)
    {
        var key = KeyOf(entry).Split(' ');
        return (Enum.Parse<Family>(key[0]), Convert.FromHexString(key[1]), ValueOf(entry));
    }

    /// <summary>A family may hold entries of several kinds: the kind that reads the old bytes as the new ones is meant.</summary>
    private static bool IsSame(string key, byte[] kept, byte[] now) =>
        kept.AsSpan().SequenceEqual(now) || Rewriters[key.Split(' ')[0]].Any(rewrite => TryRewrite(rewrite, kept)?.AsSpan().SequenceEqual(now) == true);

    private static byte[]? TryRewrite(Func<byte[], byte[]> rewrite, byte[] bytes)
    {
        try
        {
            return rewrite(bytes);
        }
        catch (Exception wrong) when (wrong is UnreachableException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            // Bytes of another kind.
            return null;
        }
    }

    private static byte[] ValueOf(string entry) => Convert.FromHexString(entry[(entry.IndexOf(" = ", StringComparison.Ordinal) + 3)..]);

    private static MethodInfo Generic(string name, Type[] types) =>
        typeof(KeptEntries).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(types);

    private static Family FamilyOf<TKey, TValue, TCodec>()
        where TCodec : ITableCodec<TKey, TValue> => TCodec.Family;

    private static byte[] Rewrite<TKey, TValue, TCodec>(byte[] bytes)
        where TCodec : ITableCodec<TKey, TValue>
    {
        var reader = new RecordReader(bytes);
        var value = TCodec.ReadValue(ref reader);
        var output = new ArrayBufferWriter<byte>();
        TCodec.WriteValue(new RecordWriter(output), value);
        return output.WrittenSpan.ToArray();
    }
}
