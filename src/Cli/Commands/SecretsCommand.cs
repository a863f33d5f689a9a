using System.CommandLine;
using System.Text;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Sets, lists and removes secrets, and shows who used them. A value is never shown, and never a part of a command line.</summary>
internal static class SecretsCommand
{
    public static Command Create(CommonOptions options) =>
        new("secrets", "Sets, lists and removes secrets, and shows who used them.")
        {
            CreateSet(options),
            CreateList(options),
            CreateRemove(options),
            CreateUsage(options),
        };

    private static Command CreateSet(CommonOptions options)
    {
        var name = NameArgument();
        var file = new Option<string?>("--from-file")
        {
            Description = "Takes the value from a file, without the line end at its end. Otherwise it is asked for, or read from standard input.",
            HelpName = "FILE",
        };
        var command = new Command("set", "Sets a secret in the encrypted store of the server. What uses it has the new value at once.")
        {
            name,
            file,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => SetAsync(
            session, parsed.GetRequiredValue(name), parsed.GetValue(file), cancellation));
        return command;
    }

    private static Command CreateList(CommonOptions options)
    {
        var command = new Command("list", "Lists the secrets that the server can tell, and who has them.");
        Session.SetAction(command, options, (session, _, cancellation) => ListAsync(session, cancellation));
        return command;
    }

    private static Command CreateRemove(CommonOptions options)
    {
        var name = NameArgument();
        var command = new Command("remove", "Removes a secret from the encrypted store of the server.") { name };
        Session.SetAction(command, options, async (session, parsed, cancellation) =>
        {
            await session.Client.Secrets.RemoveAsync(parsed.GetRequiredValue(name), cancellation);
            if (!session.WantsJson)
                Screen.WriteLine($"The secret {parsed.GetRequiredValue(name)} is removed.");
        });
        return command;
    }

    private static Command CreateUsage(CommonOptions options)
    {
        var name = NameArgument();
        var limit = new Option<int>("--limit")
        {
            Description = "How many uses are shown at most, the newest.",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        };
        var command = new Command("usage", "Shows who used a secret, newest first.") { name, limit };
        Session.SetAction(command, options, (session, parsed, cancellation) => ShowUsageAsync(
            session, parsed.GetRequiredValue(name), parsed.GetValue(limit), cancellation));
        return command;
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "As a model writes it: {{secrets.NAME}}." };

    private static async Task SetAsync(Session session, string name, string? file, CancellationToken cancellation)
    {
        var value = file is null ? await SecretInput.ReadAsync(name, cancellation) : SecretInput.WithoutLineEnd(Text(file));
        if (value.Length is 0)
            throw new UsageException("The value is empty; nothing is set.");

        var item = await session.Client.Secrets.SetAsync(name, new SetSecretRequest { Value = value }, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(item, JsonOutput.Shapes.SecretItem);
            return;
        }

        Screen.WriteLine(item.HiddenBy is null
            ? $"The secret {name} is set."
            : $"The secret {name} is set, but not used: the provider {item.HiddenBy} has it, too, and comes first.");
    }

    private static string Text(string file)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Files.Read(file));
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"The file '{file}' is not text in UTF-8. Take its base64, if whoever uses the secret understands that.");
        }
    }

    private static async Task ListAsync(Session session, CancellationToken cancellation)
    {
        var found = await session.Client.Secrets.ListAsync(cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SecretsResult);
            return;
        }

        if (found.Items.Count is 0)
            Screen.WriteLine("There are no secrets that can be listed.");
        else
            Screen.WriteTable(
                ["Name", "Provider", "Changed", "Last used", ""],
                [
                    .. found.Items.Select(IReadOnlyList<string> (item) =>
                    [
                        item.Name,
                        item.Provider,
                        item.ChangedAt is { } changed ? Times.Moment(changed) : "",
                        item.LastUsedAt is { } used ? Times.Moment(used) : "",
                        item.HiddenBy is null ? "" : $"not used: {item.HiddenBy} has it, too",
                    ]),
                ]);
        foreach (var problem in found.Problems)
            Screen.WriteError($"The provider {problem.Provider} cannot be asked: {problem.Message}");
    }

    private static async Task ShowUsageAsync(Session session, string name, int limit, CancellationToken cancellation)
    {
        if (limit is < 1 or > SecretUsageResult.LimitAtMost)
            throw new UsageException($"--limit must be from 1 to {SecretUsageResult.LimitAtMost}, but it is {limit}.");
        var found = await session.Client.Secrets.GetUsageAsync(name, limit, before: null, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SecretUsageResult);
            return;
        }

        if (found.Items.Count is 0)
        {
            Screen.WriteLine($"Nobody used the secret {name}, as far as it is known.");
            return;
        }

        Screen.WriteTable(
            ["When", "Outcome", "Provider", "Process", "Element", "Job or connector"],
            [
                .. found.Items.Select(IReadOnlyList<string> (item) =>
                [
                    Times.Moment(item.Timestamp),
                    RestWord.Of(item.Outcome),
                    item.Provider ?? "",
                    item.ProcessDefinitionId,
                    item.ElementId,
                    item.JobKey is { } job ? FormattableString.Invariant($"{job.Value}") : item.ExecutableId ?? "",
                ]),
            ]);
        if (found.EndCursor is not null)
            Screen.WriteError("There may be more; see them with --limit.");
    }
}
