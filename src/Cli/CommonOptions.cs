using System.CommandLine;

namespace Fairlead.Cli;

/// <summary>Options of every command.</summary>
internal sealed class CommonOptions
{
    private const string Variable = "FAIRLEAD_SERVER";
    private const string UsualServer = "http://localhost:8080";

    public Option<string> Server { get; } = new("--server")
    {
        Description = $"Address of the server. [environment: {Variable}]",
        HelpName = "URL",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url ? url : UsualServer,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON, in the shapes of the REST API.",
        Recursive = true,
    };
}
