using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli;

/// <summary>The commands and what they have in common.</summary>
internal static class CommandLine
{
    private const string Name = "fairlead";

    public static async Task<int> RunAsync(string[] args)
    {
        var root = Build();
        // '@' is ours: it names a file of variables, not one of options.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"See: fairlead {Path(parsed.CommandResult.Command)}--help");
            return ExitCode.WrongUsage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static Command Build()
    {
        var options = new CommonOptions();
        // No RootCommand: that one is named after the assembly, but people call the script.
        return new Command(Name, "Talks to a Fairlead server: deploys diagrams, starts processes and shows what they did.")
        {
            new HelpOption(),
            new VersionOption(),
            options.Server,
            options.Json,
            DeployCommand.Create(options),
            LintCommand.Create(options),
            DeleteCommand.Create(options),
            StartCommand.Create(options),
            InstancesCommand.Create(options),
            InstanceCommand.Create(options),
            DecideCommand.Create(options),
            PublishCommand.Create(options),
            CorrelateCommand.Create(options),
            ConditionalsCommand.Create(options),
            IncidentsCommand.Create(options),
            WhyCommand.Create(options),
            PlanCommand.Create(options),
            JobsCommand.Create(options),
            ResolveCommand.Create(options),
            CallsCommand.Create(options),
            CallCommand.Create(options),
            TasksCommand.Create(options),
            TaskCommand.Create(options),
            ClusterVariablesCommand.Create(options),
            ConnectionsCommand.Create(options),
            CancelCommand.Create(options),
            ModifyCommand.Create(options),
            MigrateCommand.Create(options),
            DocumentsCommand.Create(options),
            SecretsCommand.Create(options),
            InboundCommand.Create(options),
            InboxCommand.Create(options),
            StatusCommand.Create(options),
            FeelCommand.Create(options),
        };
    }

    private static string Path(Command command) => command.Name is Name ? "" : command.Name + " ";
}
