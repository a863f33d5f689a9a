using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Tells why the inputs of an element are what they are.</summary>
internal static class WhyCommand
{
    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of an element instance or of a job that is not done yet.");
        var trace = new Option<bool>("--trace") { Description = "Shows every step of every evaluation." };
        var command = new Command("why", "Tells what the input mappings of an element give, and why some of it is null.") { key, trace };
        Session.SetAction(command, options, (session, parsed, cancellation) =>
            RunAsync(session, parsed.GetRequiredValue(key), parsed.GetValue(trace), cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, long key, bool withTrace, CancellationToken cancellation)
    {
        var explanation = await FindAsync(session.Client, key, withTrace, cancellation);
        if (session.WantsJson)
            JsonOutput.Write(explanation, JsonOutput.Shapes.InputsExplanation);
        else
            new InputsReport(explanation).Write();
    }

    /// <summary>Keys of element instances and of jobs are drawn from the same numbers.</summary>
    private static async Task<InputsExplanation> FindAsync(ClusterClient client, long key, bool withTrace, CancellationToken cancellation)
    {
        try
        {
            return await client.ExplainInputsAsync(new ElementInstanceKey(key), withTrace, cancellation);
        }
        catch (ClusterException missing) when (missing.Error is ClusterError.NotFound)
        {
            return await client.ExplainInputsAsync(new JobKey(key), withTrace, cancellation);
        }
    }
}
