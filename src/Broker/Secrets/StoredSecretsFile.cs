using System.Text.Json.Serialization;

namespace Fairlead.Broker.Secrets;

/// <summary>What the file of the stored secrets has.</summary>
internal sealed record StoredSecretsFile
{
    /// <summary>Raised when an older Fairlead could no longer read what this one writes.</summary>
    public const int Newest = 1;

    public int Format { get; init; } = Newest;

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, StoredSecret> Entries { get; init; } = new Dictionary<string, StoredSecret>();
}

/// <summary>A secret as it lies in the file.</summary>
internal sealed record StoredSecret
{
    /// <summary>Encrypted.</summary>
    public required string Value { get; init; }

    public required DateTimeOffset SetAt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StoredSecretsFile))]
internal sealed partial class StoredSecretsJson : JsonSerializerContext;
