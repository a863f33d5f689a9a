using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Loader;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Server.Plugins;

/// <summary>
/// Where one plug-in's assemblies live. The SDK and what the platform brings are the server's own, so that both sides mean the same types;
/// everything else is the plug-in's, so that two of them may use different versions of a library.
/// </summary>
internal sealed class PluginContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
{
    private const string Prefix = "Fairlead.";

    private static readonly FrozenSet<string> Platform = Names(path =>
        !path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal));

    /// <summary>The SDK and what it shows of itself. The rest of the server is nobody's business.</summary>
    private static readonly FrozenDictionary<string, AssemblyName> Ours = new[]
        {
            typeof(ConnectorAttribute).Assembly, typeof(Feel.FeelExpression).Assembly,
        }
        .Select(assembly => assembly.GetName())
        .ToFrozenDictionary(name => name.Name!, StringComparer.OrdinalIgnoreCase);

    private readonly AssemblyDependencyResolver _resolver = new(file);
    private readonly string _folder = Path.GetDirectoryName(file)!;

    /// <summary>Whether the server's own is used, whatever lies in the folder.</summary>
    public static bool IsShared(string name) => Ours.ContainsKey(name) || Platform.Contains(name);

    /// <returns>The server's own; null when it is not shared.</returns>
    public static AssemblyName? Shared(string name) => Ours.GetValueOrDefault(name);

    public static bool IsNewerThanOurs(AssemblyName reference) =>
        reference.Name!.StartsWith(Prefix, StringComparison.Ordinal) && Shared(reference.Name) is { } ours && reference.Version > ours.Version;

    /// <summary>Whether it can be loaded here.</summary>
    public bool Offers(AssemblyName reference) => IsShared(reference.Name!) || PathOf(reference) is not null;

    protected override Assembly? Load(AssemblyName assemblyName) =>
        !IsShared(assemblyName.Name!) && PathOf(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    /// <remarks>Without a list of dependencies (.deps.json) whatever lies beside it counts.</remarks>
    private string? PathOf(AssemblyName assembly)
    {
        if (_resolver.ResolveAssemblyToPath(assembly) is { } resolved)
            return resolved;
        var beside = Path.Combine(_folder, $"{assembly.Name}.dll");
        return File.Exists(beside) ? beside : null;
    }

    private static FrozenSet<string> Names(Func<string, bool> wanted) =>
        ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string)?.Split(Path.PathSeparator) ?? [])
        .Where(wanted)
        .Select(Path.GetFileNameWithoutExtension)
        .OfType<string>()
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
