using System.Diagnostics.CodeAnalysis;

namespace Fairlead.Server.Starting;

/// <summary>The command line, understood.</summary>
/// <param name="Settings">Configuration keys and values.</param>
/// <param name="ConfigFile">Null when none was named.</param>
/// <param name="ExamplesFolders">Empty runs without examples.</param>
internal sealed record ServerArguments(
    IReadOnlyDictionary<string, string?> Settings, string? ConfigFile, IReadOnlyList<string> ExamplesFolders, bool WantsHelp, bool WantsVersion)
{
    public const string Help = """
        Fairlead server: a BPMN engine, its connectors and their REST API in one process.

        Usage: ./run [options]

          --address URL        where to listen (default http://localhost:8080)     environment: FAIRLEAD_ADDRESS
          --data DIR           the data folder (default ./data)                    environment: FAIRLEAD_DATA
          --config FILE        settings as JSON (default: fairlead.json beside     environment: FAIRLEAD_CONFIG
                               the data folder, if there is one)
          --example NAME       instead of the usual examples, run the one in examples/NAME with the servers that it needs
          --examples DIR       deploy the diagrams in DIR and serve the API that they call; may be given several times
          --SECTION:KEY VALUE  any other setting, such as --Webhooks:BodyBytesAtMost 2000000
                               environment: FAIRLEAD_Webhooks__BodyBytesAtMost=2000000
          --help, --version

        An option wins over the environment, the environment over the file.
        """;

    public static bool TryParse(
        IReadOnlyList<string> args, [NotNullWhen(true)] out ServerArguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        string? config = null;
        var examples = new List<string>();
        var (help, version) = (false, false);
        arguments = null;
        problem = null;
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h" or "--version")
            {
                help |= args[i] is not "--version";
                version |= args[i] is "--version";
                continue;
            }

            var (name, value) = Split(args[i]);
            if (!name.StartsWith("--", StringComparison.Ordinal) || !IsKnown(name))
            {
                problem = $"There is no option '{name}'.";
                return false;
            }

            value ??= ++i < args.Count ? args[i] : null;
            if (string.IsNullOrEmpty(value))
            {
                problem = $"The option '{name}' needs a value.";
                return false;
            }

            if (name is "--config")
                config = value;
            else if (name is "--examples")
                examples.Add(value);
            else
                settings[Key(name)] = value;
        }

        arguments = new ServerArguments(settings, config, examples, help, version);
        return true;
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    private static bool IsKnown(string name) =>
        name is "--address" or "--data" or "--config" or "--examples" || name.Contains(':', StringComparison.Ordinal);

    private static string Key(string name) => name switch
    {
        "--address" => ServerConfiguration.AddressKey,
        "--data" => ServerConfiguration.DataFolderKey,
        _ => name[2..],
    };
}
