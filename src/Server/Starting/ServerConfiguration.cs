using Fairlead.Broker;

namespace Fairlead.Server.Starting;

/// <summary>Where settings come from: options, then the environment (with our prefix, then without), then a file.</summary>
internal static class ServerConfiguration
{
    public const string AddressKey = $"{ServerOptions.Section}:{nameof(ServerOptions.Address)}";
    public const string DataFolderKey = $"{BrokerOptions.Section}:{nameof(BrokerOptions.DataFolder)}";

    private const string Prefix = "FAIRLEAD_";

    /// <exception cref="StartException">The file that was named does not exist.</exception>
    public static void AddTo(ConfigurationManager configuration, ServerArguments arguments)
    {
        var direct = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddEnvironmentVariables(Prefix)
            .AddInMemoryCollection(Aliases())
            .AddInMemoryCollection(arguments.Settings)
            .Build();
        if (FindFile(arguments, direct[DataFolderKey]) is { } file)
            configuration.AddJsonFile(file, optional: false, reloadOnChange: false);
        configuration.AddConfiguration(direct, shouldDisposeConfiguration: true);
    }

    private static Dictionary<string, string?> Aliases()
    {
        var aliases = new Dictionary<string, string?>();
        Add("ADDRESS", AddressKey);
        Add("DATA", DataFolderKey);
        return aliases;

        void Add(string name, string key)
        {
            if (Environment.GetEnvironmentVariable(Prefix + name) is { Length: > 0 } value)
                aliases[key] = value;
        }
    }

    private static string? FindFile(ServerArguments arguments, string? dataFolder)
    {
        if ((arguments.ConfigFile ?? Environment.GetEnvironmentVariable(Prefix + "CONFIG")) is { Length: > 0 } named)
        {
            var path = Path.GetFullPath(named);
            return File.Exists(path)
                ? path
                : throw new StartException(
                    $"There is no configuration file {path}. Check --config or {Prefix}CONFIG. [CONFIGURATION_INVALID]");
        }

        var data = Path.GetFullPath(dataFolder ?? new BrokerOptions().DataFolder);
        var beside = Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(data)) ?? data, "fairlead.json");
        return File.Exists(beside) ? beside : null;
    }
}
