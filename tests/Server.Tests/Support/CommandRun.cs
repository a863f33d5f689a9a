using System.Text.Json;

namespace Fairlead.Server.Tests.Support;

/// <summary>One run of the command line.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    public JsonElement Json
    {
        get
        {
            Assert.True(ExitCode is 0, Errors);
            return JsonElement.Parse(Output);
        }
    }

    public static async Task<CommandRun> OfAsync(string server, CancellationToken cancellation, params string[] arguments)
    {
        using var program = new RunningProgram(
            "Cli", arguments, environment: new Dictionary<string, string> { ["FAIRLEAD_SERVER"] = server });
        var code = await program.WaitAsync(cancellation);
        return new CommandRun(code, program.Output, program.Errors);
    }
}
