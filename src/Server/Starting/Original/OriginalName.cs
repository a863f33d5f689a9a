namespace Fairlead.Server.Starting.Original;

/// <summary>A name of the original's configuration and what it means here.</summary>
internal abstract record OriginalName
{
    private OriginalName(string name) => Name = name;

    /// <summary>As a property, with dots; <c>&lt;…&gt;</c> stands for what differs.</summary>
    public string Name { get; }

    /// <summary>Whether the original knows it as an environment variable only.</summary>
    public bool IsVariable => Name.StartsWith("connector.", StringComparison.Ordinal) || Name.Contains(".http.block.", StringComparison.Ordinal);

    /// <summary>As its users write it.</summary>
    public string Shown => IsVariable ? VariableOf(Name) : Name;

    /// <summary>One of our settings.</summary>
    /// <param name="Key">Its key.</param>
    public sealed record Setting(string Name, string Key, Func<string, string?> Read, string Expected) : OriginalName(Name);

    /// <summary>One of our settings that is a list.</summary>
    public sealed record List(string Name, string Key) : OriginalName(Name)
    {
        /// <summary>Between its values, where they are one text.</summary>
        public char Separator { get; init; } = ',';
    }

    /// <summary>A setting of one connector or of one job type.</summary>
    public sealed record OfType(string Name, string Says) : OriginalName(Name);

    /// <summary>It has no effect here.</summary>
    /// <param name="Because">Completes "It has no effect here:".</param>
    public sealed record Nothing(string Name, string Because) : OriginalName(Name);

    /// <summary>The server does not start: without what it asks for something would be reached that must not be.</summary>
    /// <param name="Instead">What to do.</param>
    public sealed record Refused(string Name, string Instead) : OriginalName(Name);

    /// <summary>The environment variable of a property.</summary>
    public static string VariableOf(string name) =>
        name.Replace('.', '_').Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
