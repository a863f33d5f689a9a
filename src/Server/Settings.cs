using Fairlead.Broker;

namespace Fairlead.Server;

/// <summary>
/// Where the configuration comes from; what comes later wins: defaults, the file, the environment (<c>FAIRLEAD_</c> before the key, two
/// underscores for a colon), the command line.
/// </summary>
internal static class Settings
{
    public const string AddressKey = "urls";
    public const string ExamplesKey = "examples";
    public const string DefaultAddress = "http://localhost:8080";
    private const string DefaultFile = "fairlead.json";

    public const string HelpText = $"""
        Starts the Fairlead server: engine, connectors, REST API and webhooks in one process.

          --urls URL            where to listen; default {DefaultAddress}
          --data FOLDER         where to keep the data; default ./data
          --config FILE         a JSON file with settings; default ./{DefaultFile} when it is there
          --examples FOLDER     deploy the .bpmn files of this folder and serve the API they call
          --SECTION:KEY VALUE   any other setting, for example --Webhooks:BodyBytesAtMost 2000000

        Each setting can also come from the environment: FAIRLEAD_URLS, FAIRLEAD_DATA, FAIRLEAD_WEBHOOKS__BODYBYTESATMOST.
        Secrets come from the environment as SECRET_NAME.
        """;

    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--data"] = $"{BrokerOptions.Section}:{nameof(BrokerOptions.DataFolder)}",
        ["--urls"] = AddressKey,
        ["--config"] = "config",
        ["--examples"] = ExamplesKey,
    };

    public static bool WantsHelp(string[] args) => args is ["--help" or "-h" or "help"];

    public static void Add(ConfigurationManager configuration, string[] args)
    {
        CheckWords(args);
        var commandLine = new ConfigurationBuilder().AddCommandLine(args, Switches).Build();
        var environment = new ConfigurationBuilder().AddEnvironmentVariables("FAIRLEAD_").Build();
        var file = commandLine["config"] ?? environment["config"];
        if (file is not null && !File.Exists(file))
            throw new StartProblemException(
                $"There is no configuration file {Path.GetFullPath(file)}. Check --config, or leave it out. [CONFIGURATION_MISSING]");
        try
        {
            configuration.AddJsonFile(Path.GetFullPath(file ?? DefaultFile), optional: file is null, reloadOnChange: false);
        }
        catch (InvalidDataException problem)
        {
            throw new StartProblemException(
                $"The configuration file {Path.GetFullPath(file ?? DefaultFile)} is not valid JSON: {problem.InnerException?.Message ?? problem.Message} "
                + "[CONFIGURATION_INVALID]");
        }

        configuration.AddConfiguration(environment);
        if (environment["data"] is { } data) configuration[Switches["--data"]] = data;
        configuration.AddConfiguration(commandLine);
    }

    public static string[] Addresses(IConfiguration configuration)
    {
        var addresses = (configuration[AddressKey] ?? DefaultAddress).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
            if (!Uri.TryCreate(address.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri.Scheme != Uri.UriSchemeHttp)
                throw new StartProblemException(
                    $"The address '{address}' is not understood. Write it as {DefaultAddress}. [ADDRESS_UNUSABLE]", exitCode: 2);
        return addresses;
    }

    /// <summary>A word that is no switch would be dropped in silence.</summary>
    private static void CheckWords(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new StartProblemException($"'{args[i]}' is not understood. See --help. [CONFIGURATION_INVALID]", exitCode: 2);
            if (args[i].Contains('=', StringComparison.Ordinal)) continue;
            if (i + 1 == args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw new StartProblemException($"{args[i]} needs a value. See --help. [CONFIGURATION_INVALID]", exitCode: 2);
            if (!Switches.ContainsKey(args[i]) && !args[i].Contains(':', StringComparison.Ordinal))
                throw new StartProblemException($"There is no option {args[i]}. See --help. [CONFIGURATION_INVALID]", exitCode: 2);
            i++;
        }
    }
}
