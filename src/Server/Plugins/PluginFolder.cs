using System.Reflection;
using Fairlead.Broker;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Server.Plugins;

/// <summary>
/// Connectors that were not there when this server was built: each sub-folder holds one assembly with connectors and what it needs. Loaded
/// once, at the start.
/// </summary>
/// <remarks>
/// Whatever is wrong with any of them, the server does not start and says all of it: a server without a connector that its processes need
/// would let their jobs wait without a word. The way out is to take the sub-folder away.
/// </remarks>
internal static class PluginFolder
{
    public const string Key = "Connectors:Plugins";

    private const string None = "none";
    private const string DefaultName = "connectors";

    /// <param name="configured">The folder, or the word <c>none</c>; null for <c>connectors</c> beside the data folder, which may be missing.</param>
    /// <param name="dataFolder">Where the data are.</param>
    /// <param name="builtIn">The connectors that are there anyway.</param>
    /// <returns>The connectors of all plug-ins.</returns>
    /// <exception cref="ConnectorSetupException">Something is wrong; the message lists all of it.</exception>
    public static IReadOnlyList<Type> Load(string? configured, string? dataFolder, IReadOnlyList<Type> builtIn)
    {
        if (string.Equals(configured, None, StringComparison.OrdinalIgnoreCase))
            return [];
        var folder = Path.GetFullPath(configured ?? Beside(dataFolder ?? new BrokerOptions().DataFolder));
        if (!Directory.Exists(folder))
        {
            return configured is null
                ? []
                : throw Unusable([$"There is no folder {folder}. Create it, or correct {Key}."]);
        }

        var problems = new List<string>();
        var served = builtIn.ToDictionary(JobTypeOf, _ => "a built-in connector", StringComparer.Ordinal);
        var connectors = new List<Type>();
        foreach (var plugin in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            foreach (var type in Load(plugin, problems))
            {
                if (served.TryAdd(JobTypeOf(type), $"the plug-in {Path.GetFileName(plugin)}"))
                    connectors.Add(type);
                else
                    problems.Add($"{plugin}: {type.FullName} serves the type {JobTypeOf(type)}, which {served[JobTypeOf(type)]} serves already.");
            }
        }

        return problems.Count is 0 ? connectors : throw Unusable(problems);
    }

    private static IReadOnlyList<Type> Load(string plugin, List<string> problems)
    {
        var assemblies = Directory.GetFiles(plugin, "*.dll").Order(StringComparer.Ordinal)
            .Select(PluginAssembly.Read)
            .Where(assembly => !PluginContext.IsShared(assembly.Name))
            .ToList();
        var ours = assemblies.Where(assembly => assembly.HasConnectors).ToList();
        if (ours.Count is 0)
        {
            var unreadable = assemblies.Where(assembly => assembly.Problem is not null).Select(assembly => $" {assembly.File}: {assembly.Problem}.");
            problems.Add($"{plugin}: no assembly in it has a class with [Connector].{string.Concat(unreadable)} Put the published output of the "
                + "project there, or take the folder away.");
            return [];
        }

        return [.. ours.SelectMany(assembly => Load(assembly, problems))];
    }

    private static IReadOnlyList<Type> Load(PluginAssembly plugin, List<string> problems)
    {
        PluginContext context;
        try
        {
            context = new PluginContext(plugin.File);
        }
        catch (InvalidOperationException unreadable)
        {
            problems.Add($"{plugin.File}: its list of dependencies (.deps.json) cannot be read: {unreadable.Message}");
            return [];
        }

        var newer = plugin.References.Where(PluginContext.IsNewerThanOurs).ToList();
        problems.AddRange(newer.Select(reference =>
            $"{plugin.File}: it was built against {reference.Name} {reference.Version}; this server has "
            + $"{PluginContext.Shared(reference.Name!)!.Version}. Use a newer server, or build it against the older version."));
        var missing = plugin.References.Except(newer).Where(reference => !context.Offers(reference)).ToList();
        problems.AddRange(missing.Select(reference =>
            $"{plugin.File}: it needs {reference.Name} {reference.Version}, which is not in its folder. Publish the project (dotnet publish), "
            + "which puts its dependencies beside it."));
        if (newer.Count + missing.Count > 0)
            return [];

        try
        {
            return
            [
                .. context.LoadFromAssemblyPath(plugin.File).GetTypes()
                    .Where(type => type.IsDefined(typeof(ConnectorAttribute), inherit: false))
                    .OrderBy(type => type.FullName, StringComparer.Ordinal),
            ];
        }
        catch (ReflectionTypeLoadException broken)
        {
            problems.Add($"{plugin.File}: {string.Join(" ", broken.LoaderExceptions.Select(cause => cause?.Message).Distinct())}");
            return [];
        }
    }

    private static string Beside(string dataFolder)
    {
        var data = Path.GetFullPath(dataFolder);
        return Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(data)) ?? data, DefaultName);
    }

    private static string JobTypeOf(Type connector) => connector.GetCustomAttribute<ConnectorAttribute>()!.JobType;

    private static ConnectorSetupException Unusable(IReadOnlyList<string> problems) => new(
        ConnectorSetupException.PluginUnusable, $"Connectors cannot be loaded from their folder:\n- {string.Join("\n- ", problems)}\n");
}
