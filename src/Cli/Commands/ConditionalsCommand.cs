using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Starts the processes whose conditions are true.</summary>
internal static class ConditionalsCommand
{
    public static Command Create(CommonOptions options)
    {
        var variables = Variables.Option();
        var definition = new Option<long?>("--definition")
        {
            Description = "Key of the only process definition that is asked; without one, the newest version of every process is.",
            HelpName = "KEY",
        };
        var tenant = TenantOption.Create();
        var command = new Command("conditionals", "Asks the conditions of start events; each that is true starts an instance.")
        {
            variables, definition, tenant,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new ConditionalEvaluationInstruction
            {
                TenantId = parsed.GetValue(tenant),
                Variables = Variables.Read(parsed.GetValue(variables)) ?? new JsonObjectText("{}"u8.ToArray()),
                ProcessDefinitionKey = parsed.GetValue(definition) is { } key ? new ProcessDefinitionKey(key) : null,
            },
            cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, ConditionalEvaluationInstruction request, CancellationToken cancellation)
    {
        var result = await session.Client.EvaluateAsync(request, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(result, JsonOutput.Shapes.EvaluateConditionalResult);
            return;
        }

        if (result.ProcessInstances.Count == 0)
            Screen.WriteLine("No condition is true.");
        foreach (var started in result.ProcessInstances)
            Screen.WriteLine(Invariant($"Instance {started.ProcessInstanceKey.Value} of definition {started.ProcessDefinitionKey.Value} is started."));
    }
}
